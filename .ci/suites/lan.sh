#!/usr/bin/env bash
# Several machines: three hosts as network namespaces on a bridge of their own, with the real program on each. Nothing
# leaves the namespaces. Skipped, with a line that says so, where namespaces cannot be made.
set -euo pipefail

skip() {
    printf 'skipped: %s\n' "$*"
    exit 0
}

[ "$(uname -s)" = Linux ] || skip "network namespaces need Linux"
[ "$(id -u)" = 0 ] || skip "network namespaces need root"
missing=()
for tool in ip:iproute2 nft:nftables avahi-daemon:avahi-daemon avahi-browse:avahi-utils dbus-daemon:dbus; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    # Nothing that is installed may start by itself: avahi would speak to the network that this machine is in.
    policy=/usr/sbin/policy-rc.d
    if ! [ -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
probe=slm-probe-$$
ip netns add "$probe" 2>/dev/null || skip "this kernel or container makes no network namespaces"
ip netns delete "$probe"

python3 .ci/suites/lan/scenario.py mesh-app/target/slm-mesh/bin/slm-mesh
