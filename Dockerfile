# The worker's image (the default) and, with --target NAME, those of the other services of docker-compose.yml that need a file of this repository.
# The version is that of Directory.Build.props; a label cannot be read from a file, so it stands here again, and the build compares the two.
ARG VERSION=0.2.0

# Project and lock files come first and sources later: as long as no package changes, a build restores nothing.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restore
WORKDIR /src
COPY global.json nuget.config Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY EcommerceEtl.Domain/EcommerceEtl.Domain.csproj EcommerceEtl.Domain/packages.lock.json EcommerceEtl.Domain/
COPY EcommerceEtl.Data/EcommerceEtl.Data.csproj EcommerceEtl.Data/packages.lock.json EcommerceEtl.Data/
COPY migrations/EcommerceEtl.Migrations.csproj migrations/packages.lock.json migrations/
COPY EcommerceEtl.Worker/EcommerceEtl.Worker.csproj EcommerceEtl.Worker/packages.lock.json EcommerceEtl.Worker/
COPY EcommerceEtl.Sandbox/EcommerceEtl.Sandbox.csproj EcommerceEtl.Sandbox/packages.lock.json EcommerceEtl.Sandbox/
# Advisories are for those who change the packages (.ci/run): an image that could be built yesterday can be built today.
RUN dotnet restore EcommerceEtl.Worker --locked-mode -p:NuGetAudit=false && dotnet restore EcommerceEtl.Sandbox --locked-mode -p:NuGetAudit=false
COPY EcommerceEtl.Domain EcommerceEtl.Domain

FROM restore AS build-shop
COPY EcommerceEtl.Sandbox EcommerceEtl.Sandbox
# Files that are copied as they are keep their mode, and in a clone made with umask 077 that is 0600: the image's user could not read its settings.
RUN dotnet publish EcommerceEtl.Sandbox --no-restore -c Release -o /app -p:UseAppHost=false && chmod -R a+rX /app && mkdir /volume

FROM restore AS build-worker
COPY EcommerceEtl.Data EcommerceEtl.Data
COPY migrations migrations
COPY EcommerceEtl.Worker EcommerceEtl.Worker
# The worker's page shows them.
COPY docs/*.md docs/
# Where Compose puts the files of the folder `secrets` beside it, so that one name stands for them outside and inside.
RUN dotnet publish EcommerceEtl.Worker --no-restore -c Release -o /app -p:UseAppHost=false && chmod -R a+rX /app && mkdir /volume && \
    ln -s /run/secrets/store /app/secrets
ARG VERSION
RUN stated=$(dotnet msbuild EcommerceEtl.Worker -getProperty:Version) && \
    if [ "$VERSION" != "$stated" ]; then echo "The Dockerfile says version '$VERSION'; Directory.Build.props says $stated." >&2; exit 1; fi

# No shell and no package manager; with time zones, which the stores' days need. Both programs run without ICU (the project files say so; the
# variable keeps the base image from saying otherwise). The image has no Kerberos library: the database driver must not look for it.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS runtime
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:8080 \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true \
    PGGSSENCMODE=disable
WORKDIR /app
EXPOSE 8080
# By number, so that an orchestrator can tell that it is not root.
USER 1654

# Settings and scripts are copied into images of their own, owned by the user that reads them. A folder that is mounted instead keeps the owner, mode and
# SELinux label of the clone, and the service's user could not read a clone made with umask 077.
FROM postgres:18.6-alpine AS init
COPY scripts/make-secrets.sh scripts/make-alerting.sh scripts/make-boards.sh /
COPY grafana/dashboards /dashboards

FROM prom/prometheus:v3.13.2 AS prometheus
COPY --chown=65534:65534 prometheus/prometheus.yml /etc/prometheus/prometheus.yml
COPY --chown=65534:65534 prometheus/rules /etc/prometheus/rules

FROM prom/alertmanager:v0.35.1 AS alertmanager
COPY --chown=65534:65534 alertmanager/message.tmpl /etc/alertmanager/message.tmpl

FROM grafana/grafana:13.2.3 AS grafana
COPY --chown=472:0 grafana/provisioning /etc/grafana/provisioning
COPY --chown=472:0 grafana/dashboards /etc/grafana/dashboards

FROM runtime AS shop
ARG VERSION
LABEL org.opencontainers.image.title="ecommerce-etl sample shop" \
      org.opencontainers.image.description="A shop with the API of the Fake Store, whose data move with the clock" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build-shop /app ./
# A new volume takes owner and content from here; there is no shell that could do it later.
COPY --from=build-shop --chown=1654:1654 /volume /var/lib/sample-shop
ENTRYPOINT ["dotnet", "EcommerceEtl.Sandbox.dll"]
CMD ["--urls", "http://+:8080", "--epoch-file", "/var/lib/sample-shop/opening"]
HEALTHCHECK --interval=30s --timeout=30s --start-period=30s --retries=3 \
    CMD ["dotnet", "EcommerceEtl.Sandbox.dll", "healthcheck", "http://localhost:8080"]

FROM runtime AS worker
ARG VERSION
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ecommerce-etl" \
      org.opencontainers.image.description="Keeps a PostgreSQL warehouse of a shop's catalogue, carts and funnel events equal to the shop's API" \
      org.opencontainers.image.documentation="docs/operations.md" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build-worker /app ./
COPY --from=build-worker --chown=1654:1654 /volume /var/lib/ecommerce-etl/landing
ENV Landing__Path=/var/lib/ecommerce-etl/landing \
    Web__Urls=http://+:8081
EXPOSE 8081
ENTRYPOINT ["dotnet", "EcommerceEtl.Worker.dll"]
CMD ["serve"]
HEALTHCHECK --interval=30s --timeout=30s --start-period=60s --retries=3 \
    CMD ["dotnet", "EcommerceEtl.Worker.dll", "healthcheck"]
