#!/usr/bin/env bash
# Switches off the rules by which a shop's changes are read, one at a time, and runs the tests of those rules on each: scripts/rules.sh [number of a rule ...].
# A rule whose absence no test notices is a failure. Works on a copy of the sources in artifacts/rules.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"
# shellcheck source=scripts/dotnet.sh
. scripts/dotnet.sh
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh
need_dotnet "$ROOT"
pg_need || exit 2
if bin=$(pg_bin); then export PATH=$bin:$PATH; fi
export ECOMMERCE_ETL_HOSTILE=${ECOMMERCE_ETL_HOSTILE:-300} RunAnalyzers=false

COPY=$ROOT/artifacts/rules
mkdir -p "$COPY"
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$COPY"
cd "$COPY"
quietly dotnet restore --locked-mode

reading=EcommerceEtl.Worker/Pipeline/Changes landing=EcommerceEtl.Worker/Landing/Changes
wanted=("$@") number=0 unnoticed=0

built() { quietly dotnet build -v q --nologo -clp:NoSummary; }

noticed() {
  ! dotnet test EcommerceEtl.Tests --no-build --nologo --filter FullyQualifiedName~EcommerceEtl.Tests.Changes >artifacts-of-rule.log 2>&1
}

# off FILE TEXT OTHER RULE: the rule does not hold once OTHER stands in the place of TEXT, which must occur just once.
off() {
  number=$((number + 1))
  [[ ${#wanted[@]} -eq 0 || " ${wanted[*]} " == *" $number "* ]] || return 0
  cp "$1" "$1.kept"
  TEXT=$2 OTHER=$3 perl -0pi -e 'my $n = s/\Q$ENV{TEXT}\E/$ENV{OTHER}/g; die "The text of the rule occurs $n times.\n" unless $n == 1' "$1"
  if ! built; then
    echo "$number  DOES NOT BUILD  $4"
    unnoticed=$((unnoticed + 1))
  elif noticed; then
    echo "$number  noticed         $4"
  else
    echo "$number  NOT NOTICED     $4"
    unnoticed=$((unnoticed + 1))
  fi
  mv "$1.kept" "$1"
  touch "$1"
}

built
if noticed; then
  tail -n 30 artifacts-of-rule.log >&2
  echo "The tests fail with all rules in force." >&2
  exit 1
fi

off $reading/ChangePassReader.cs 'feed.Lists[pass.List], pass.Position, pass.Until, 0' 'feed.Lists[pass.List], pass.Position + (pass.Position > pass.From ? feed.Tick : TimeSpan.Zero), pass.Until, 0' \
  "A pass goes on from the last change that was seen, that one included."
off $reading/ChangePassReader.cs 'Paged = new PagedRange(pass.Position + feed.Tick - TimeSpan.FromTicks(1), null)' 'Position = pass.Position + feed.Tick' \
  "What changed at one and the same time is read by offset, all of it."
off $reading/ChangePassReader.cs 'page.Rows.Length < feed.PageSize && page.Total <= feed.PageSize' 'page.Rows.Length < feed.PageSize' \
  "A short page is no end: the total is."
off $reading/ChangePassReader.cs 'private const int MostAgain = 2;' 'private const int MostAgain = 0;' \
  "A list that came with fewer carts than its total is read again."
off $reading/ChangePassReader.cs 'pass = pass with { Paged = new PagedRange(pass.Until, null) };' 'pass = NextList(pass);' \
  "Rows behind a page that the shop cannot read are read."
off $reading/ChangePassReader.cs 'next = last - Late;' 'next = last;' \
  "The next pass begins ten minutes before the latest change."
off $reading/ChangePassReader.cs '(_shopTime < pass.Until ? _shopTime : pass.Until) - Longest' '(_shopTime < pass.Until ? _shopTime : pass.Until)' \
  "The next pass begins an hour before the last one, where nothing changed."
off $reading/ChangePassReader.cs 'if (!hasTime())
                return false;' 'if (!hasTime() && pass.List > feed.Lists.Length)
                return false;' \
  "A pass is cut when the time is up."
off $landing/ChangeLanding.cs 'shopTime - Overlap' 'shopTime' \
  "The first pass begins an hour before the shop's time."
off $reading/FeedPages.cs 'for (var pages = CountOf(rows, size); pages > 0; pages--)
            yield return await ask((pages - 1) * size, size);' 'for (var page = 0L; page < CountOf(rows, size); page++)
            yield return await ask(page * size, size);' \
  "A list is read from the last page to the first."
off $reading/FeedPages.cs 'if (row.At < from || row.At > until)' 'if (row.At == DateTime.MaxValue)' \
  "A row outside of what was asked proves that the filter is ignored."
off $landing/LandedCarts.cs 'pending.Replaces || pending.Stamp.Changed >= held.Value.Stamp.Changed' 'true || pending.Replaces' \
  "An older state never replaces a newer one in what is held."
off $landing/PendingCarts.cs 'cart.Replaces || cart.Stamp.Changed >= earlier.Stamp.Changed' 'true || cart.Replaces' \
  "An older state never replaces a newer one in what was just read."
off $landing/LandedCarts.cs 'version.Stamp.Created == newer.Stamp.Created' 'version.Stamp.Key == newer.Stamp.Key' \
  "Of a cart with another time of creation nothing is remembered."
off $landing/LandedCarts.cs 'element = memory(version.Element.Span, element);' 'element = memory is null ? [] : element;' \
  "What the shop no longer states of a cart is remembered."
off $landing/ChangeLanding.cs '_history.Add(element);
            kept = true;' '' \
  "A change in the month that is being filled is kept."
off $reading/MonthComparison.cs 'if (!hasTime() || count ==' 'if (count > -1 || count ==' \
  "Months whose counts differ are compared."
off $reading/MonthComparison.cs 'if (hasTime() && IsDue(' 'if (!hasTime() && IsDue(' \
  "Each night months are compared whatever their counts."
off $reading/MonthComparison.cs 'ReadAt?.Date != today) && hasTime())' 'ReadAt?.Date != today) && !hasTime())' \
  "Each night the month that was not for longest is read in full."
off $reading/MonthComparison.cs 'same != row.Stamp)' 'same.Changed < row.Stamp!.Value.Changed)' \
  "A comparison looks at all that the list shows, and not at the time of the change alone."
off $reading/MonthComparison.cs 'landing.Take((await feed.FetchAsync(ids, cancellationToken)).Carts, [], replaces: true);' \
  'landing.Take((await feed.FetchAsync(ids, cancellationToken)).Carts, [], replaces: false);' \
  "What a comparison fetches counts whatever its time of change."
off $reading/MonthComparison.cs 'landing.Take(rows.Carts, [], replaces: true);' 'landing.Take(rows.Carts, [], replaces: false);' \
  "What is read in full counts whatever its time of change."
off $reading/MonthComparison.cs '.Except(page.Rows.Select(row => row.Id.Key))' '' \
  "A cart is removed only if the shop does not know it by its id."
off $reading/MonthComparison.cs 'if (page.Rows.Length != page.Total)' 'if (page.Total < 0)' \
  "An answer that lacks rows says nothing about those that it lacks."
off $reading/MonthComparison.cs 'stamp.Created < fresh && stamp.Changed < fresh' 'stamp.Created < DateTime.MaxValue' \
  "What was created or changed in the last hour is left alone."
off $reading/MonthComparison.cs 'missing > FewCarts && missing > held.Count / 2' 'missing < 0' \
  "Most of a month is removed only if a later comparison agrees."
off $reading/MonthComparison.cs ' + undecided,' ',' \
  "What could not be decided is no known difference."
off $reading/MonthComparison.cs '(Known(month) is { } known ? known.Difference : 0)' '(Known(month) is null ? 1 : 0)' \
  "A difference that a comparison found right is known, and is not compared again."
off $reading/MonthComparison.cs 'left > 0 ? new CutReading(left * size, days ?? month.Cut?.Days)' 'left > 0 ? null' \
  "A month whose reading in full ran out of time is gone on with."
off $reading/ChangePassReader.cs 'Cursor = next }' 'Cursor = next < cursor ? cursor : next }' \
  "The next pass may begin before the last one did."
off $landing/EarlierCarts.cs 'stampOf(earlier.Span).Created == stamp.Created' 'stampOf(earlier.Span).Key == stamp.Key' \
  "Of a cart with another time of creation nothing is taken over from before all was read anew."
off $landing/LandedCarts.cs 'element = earlier.Complete(newer.Stamp, element);' 'element = earlier is null ? [] : element;' \
  "What is remembered outlives a reading of all carts anew."
off $landing/ChangeLanding.cs '[newest.Chunks, .. lost.Earlier ?? []]' '[newest.Chunks, .. lost.Earlier?[..0] ?? []]' \
  "It outlives a second one before the first one has come to its end."
off $landing/ChangeLanding.cs '=> Land(memory(version, element))' '=> Land(element).Length == 0 ? [] : memory(version, element)' \
  "What is taken over may not hold what must not land any more."
off $reading/ChangePassReader.cs 'Paged = range with { Rows = left * feed.PageSize }' 'Paged = range' \
  "A second with many changes is gone on with."
off $reading/MonthComparison.cs 'month.Cut?.Rows > 0 && month.Cut.Days == days ? month.Cut : null' 'month.Cut' \
  "Days that are asked for are read from their beginning, unless they were just cut."
off $reading/MonthComparison.cs 'Cut = !whole ? month.Cut : days is null' 'Cut = days is null' \
  "A comparison by the list forgets no reading that was cut."
off $reading/MonthComparison.cs '?.Cut is not { Rows: > 0 })' '?.Cut is { Rows: > 0 })' \
  "At night a reading that was cut comes first."
off $reading/MonthComparison.cs '|| landing.ShopTime - month?.Doubtful?.SeenAt >= Doubt' '' \
  "A doubtful month is looked at again whatever its age."
off $reading/ChangePassReader.cs '_shopTime < pass.Until ? _shopTime : pass.Until' 'pass.Until' \
  "Of the times that the answers of a run state the earliest one counts."
off $reading/MonthComparison.cs 'var missing = gone.Count + unasked;' 'var missing = gone.Count;' \
  "Of a month of which most seems to be gone nothing is removed because the time ran out."
off $reading/MonthComparison.cs 'Cut = !whole ? month.Cut : left > 0' 'Cut = left > 0' \
  "A comparison by the list that is cut forgets no reading that was cut."
off $reading/MonthComparison.cs 'landing.ShopTime - known.ReadAt < Doubt' 'false' \
  "A backfill of many months reads none of them twice."
off $landing/ChangeLanding.cs 'State.Months.All(month => month.ComparedAt is not null)' 'true' \
  "What was held before is kept until all months were compared."
off $reading/ChangeReading.cs 'isWhole ? 0.75 : 1 - LeastFill - LeastPass' '0.75' \
  "The history has a quarter of the time."
off $reading/HistoryFill.cs '            count = (await feed.CountAsync(oldest, before, cancellationToken)).Total;
            if (count == 0)' '            if (count == 0)' \
  "The history ends only if two answers say so."
off $reading/HistoryFill.cs 'await comparison.CompareAsync(comparison.Ranges()[0], null, whole: false, wasRead: true, cancellationToken);' 'await Task.CompletedTask;' \
  "A month that was filled is compared with its list."
off $reading/MonthComparison.cs 'Math.Abs(count - elements) > FewCarts' 'Math.Abs(count - elements) >= 0' \
  "In a long month the part in which a cart is gone is found by counts."
off $reading/MonthComparison.cs 'range.PartOf is { } all && missing > FewCarts' 'range.PartOf is { } all && missing < 0' \
  "Where many of a part of a month are gone, the share of the whole month decides."
off $reading/MonthComparison.cs 'return middle.AddTicks(-(middle.Ticks % TimeSpan.TicksPerSecond));' 'return times[nearest];' \
  "A month is parted at a time that no cart has."
off $reading/MonthComparison.cs 'await CompareAsync(month, null, whole: false, wasRead: false, cancellationToken);' 'await Task.CompletedTask;' \
  "A count of a month that its parts do not have is looked at once."
off $reading/ChangePassReader.cs 'page.Rows.IsEmpty || !IsAscending(page)' 'page.Rows.IsEmpty' \
  "A list that is not in the order of its times is read by offset."

echo "$number rules, $unnoticed without a test that notices"
((unnoticed == 0))
