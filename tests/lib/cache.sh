# cache.sh - where things live that outlast a checkout: the control plane's programs, Python environments, lint results.
#
# Everything in the cache is named after a hash of what made it, so a fresh clone on a warm machine makes nothing anew and
# a changed recipe is never served an old result. Removing the folder is always safe.
# shellcheck shell=bash

tollgate_cache() { printf '%s\n' "${TOLLGATE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tollgate}"; }

hash_of() { cat -- "$@" | sha256sum | cut -c1-12; } # FILE...
