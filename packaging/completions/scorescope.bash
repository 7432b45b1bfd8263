# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of scorescope's command line for bash.

# The names of the scenes that ship with the program, as the program itself lists them.
_scorescope_scenes() {
    scorescope scenes --json 2>/dev/null | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p'
}

_scorescope() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
    COMPREPLY=()

    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(
            compgen -W "run export scenes describe bench doctor --help --version" -- "$word"
            compgen -f -X '!*.@(json|svg|pdf|png)' -- "$word"
            compgen -d -- "$word"
        )
        compopt -o filenames
        return
    fi

    case $previous in
    --out | --continue)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        compopt -o filenames
        return
        ;;
    -o | --output)
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        compopt -o filenames
        return
        ;;
    --device)
        mapfile -t COMPREPLY < <(compgen -W "auto cpu cuda" -- "$word")
        return
        ;;
    --figures)
        mapfile -t COMPREPLY < <(compgen -W "svg pdf png svg,pdf,png" -- "$word")
        return
        ;;
    --set | --steps | --seed | --threads | --view) return ;;
    esac

    local options=
    case $command in
    run) options="--out --set --steps --seed --threads --device --figures --check --continue --quiet --help" ;;
    export) options="--view --output --set --steps --seed --threads --device --help" ;;
    scenes | bench) options="--json --help" ;;
    describe) options="--schema --help" ;;
    doctor) options="--help" ;;
    *) return ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    case $command in
    run | export | describe)
        if [[ $word != -* ]]; then
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
                compgen -W "$(_scorescope_scenes)" -- "$word"
                compgen -f -X '!*.@(json|svg|pdf|png)' -- "$word"
                compgen -d -- "$word"
            )
            compopt -o filenames
        fi
        ;;
    esac
}

complete -F _scorescope scorescope
