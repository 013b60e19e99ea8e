#!/bin/sh
# A git hook without any further tool: checks the docx, md and txt files of a commit and refuses it when there is a
# finding at or above --fail-on (red). Install: cp tools/pre-commit.sh .git/hooks/pre-commit
# $SANSHEN: the program to call, `sanshen` on the path when not set. Looks at the files as they are on disk.
set -eu
git diff --cached --name-only -z --diff-filter=ACMR -- '*.docx' '*.md' '*.markdown' '*.txt' |
    xargs -0 -r "${SANSHEN:-sanshen}" check --no-progress
