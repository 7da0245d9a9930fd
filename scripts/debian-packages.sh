#!/usr/bin/env bash
# Install what the browser tests need from Debian: Chromium and fonts for the scripts that messages use.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
  echo "The browser tests need Chromium: install Debian's chromium and fonts-noto-core." >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-liberation >/dev/null
