#!/usr/bin/env bash
# Builds pMARS 0.9.2, the reference simulator of Core War, without X11: scripts/pmars.sh DIR
# Makes DIR/pmars, for results, and DIR/pmars-debug, whose debugger shows cores. Debian's own package needs a screen.
# Needs gcc and apt-get with a Debian mirror; the system's list of package sources is left as it is.
set -euo pipefail
[ $# = 1 ] || { echo "usage: scripts/pmars.sh DIR" >&2; exit 2; }
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -x "$folder/pmars" ] && [ -x "$folder/pmars-debug" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lists of our own, which name source packages: most systems list binary packages only.
mkdir -p "$work/sources" "$work/lists/partial"
for file in /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "$work/sources/$(basename "$file")"
done
if [ -f /etc/apt/sources.list ]; then
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > "$work/sources/main.list"
fi
options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::Lists=$work/lists"
  -o APT::Sandbox::User=root)
cd "$work"
apt-get "${options[@]}" update
apt-get "${options[@]}" source --download-only pmars
tar xzf pmars_0.9.2.orig.tar.gz
cd pmars-*/src

files=(asm.c eval.c disasm.c cdb.c sim.c pos.c clparse.c global.c pmars.c str_eng.c token.c)
common=(-O3 -w -fcommon -DEXT94 -DPERMUTATE)
gcc "${common[@]}" -o pmars-debug "${files[@]}"
gcc "${common[@]}" -DSERVER -o pmars "${files[@]}"
for name in pmars-debug pmars; do # put there at once: several may build at the same time
  cp "$name" "$folder/.$name.$$"
  mv "$folder/.$name.$$" "$folder/$name"
done
