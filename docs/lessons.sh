#!/usr/bin/env bash
# Runs the demos that docs/lessons.md shows, and puts what they print, and their pictures, there. The page says which:
#
#   <!-- output: scan --demo --picture docs/lessons/scan.svg -->
#
# is followed by what `lesson scan --demo …` printed. A demo that fails stops it, and leaves the page as it was.
# JAVA names another Java than the one on the path. The jar is made by: mvn -DskipTests package
set -euo pipefail
cd "$(dirname "$0")/.."
jar=async-wrap-examples/target/async-wrap-examples.jar
[ -f "$jar" ] || { echo "There is no $jar: mvn -DskipTests package makes it" >&2; exit 1; }
page=docs/lessons.md
new=$(mktemp)
trap 'rm -f "$new"' EXIT
inside=no # an old output
while IFS= read -r line; do
    case $inside,$line in
    no,'<!-- output: '*' -->')
        args=${line#<!-- output: }
        args=${args% -->}
        printf '%s\n```text\n' "$line" >> "$new"
        # shellcheck disable=SC2086 # the words of a command line
        "${JAVA:-java}" -jar "$jar" lesson $args < /dev/null >> "$new" || { echo "failed: lesson $args" >&2; exit 1; }
        printf '```\n' >> "$new"
        inside=start
        ;;
    start,'```text') inside=yes ;;
    start,*) # there was none
        printf '%s\n' "$line" >> "$new"
        inside=no
        ;;
    yes,'```') inside=no ;;
    yes,*) ;;
    *) printf '%s\n' "$line" >> "$new" ;;
    esac
done < "$page"
cat "$new" > "$page"
