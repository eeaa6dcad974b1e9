#!/bin/sh
# Writes the texts of plugin.toml and criteria/ as C to standard output: sh embed.sh ID VERSION >data.c
# Needs sh, od, sed, find and sort, as every POSIX system has them.
set -eu
LC_ALL=C
export LC_ALL

bytes() { od -An -v -tx1 "$1" | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; }

printf '#include "phaseout_describe.h"\n\n'
printf 'const char phaseout_id[] = "%s";\nconst char phaseout_version[] = "%s";\n\n' "$1" "$2"
number=0
table=
for path in plugin.toml $(cd criteria && find . -name '*.toml' | sed 's,^\./,,' | sort); do
    case $path in
        plugin.toml) file=$path ;;
        *) file=criteria/$path ;;
    esac
    printf 'static const unsigned char text_%d[] = { /* %s */\n' "$number" "$file"
    bytes "$file"
    printf '0 };\n\n'
    table="$table    { \"$path\", text_$number, sizeof text_$number - 1 },
"
    number=$((number + 1))
done
printf '/* The first is plugin.toml, the others are paths below criteria/. */\n'
printf 'const PhaseoutFile phaseout_files[] = {\n%s};\n' "$table"
printf 'const unsigned phaseout_file_count = %d;\n' "$number"
