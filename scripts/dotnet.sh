# shellcheck shell=bash
# Sourced by run.sh and test.sh: the .NET SDK.

# Ends the script with 2 and says what to install unless a .NET SDK 10 is there. global.json names the version; asking from the
# repository's folder makes `dotnet` apply it.
need_dotnet() {
  local root=$1 seen=none
  if command -v dotnet >/dev/null; then
    (cd "$root" && dotnet --version) >/dev/null 2>&1 && return
    seen=$(cd / && dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
  fi
  cat >&2 <<TEXT
This needs the .NET SDK 10; found: ${seen:-none}. To install it:
  Ubuntu 24.04 or newer:  sudo apt-get install -y dotnet-sdk-10.0
  Debian 12 or newer:     wget https://packages.microsoft.com/config/debian/12/packages-microsoft-prod.deb &&
                          sudo dpkg -i packages-microsoft-prod.deb && sudo apt-get update && sudo apt-get install -y dotnet-sdk-10.0
  anything else:          https://dotnet.microsoft.com/download/dotnet/10.0
TEXT
  exit 2
}

# Runs a command silently; shows what it said only if it fails, and fails then with its code.
quietly() {
  local said code=0
  said=$("$@" 2>&1) || code=$?
  ((code == 0)) || printf '%s\n' "$said" >&2
  return "$code"
}
