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
            compgen -W "run export animate sweep scenes describe bench fetch doctor worker --run --help --version" -- "$word"
            compgen -f -X '!*.@(json|svg|pdf|png|mp4|gif)' -- "$word"
            compgen -d -- "$word"
        )
        compopt -o filenames
        return
    fi

    case $previous in
    --out)
        # The folder of a run, or the file of a film.
        if [ "$command" = animate ]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
        fi
        compopt -o filenames
        return
        ;;
    --continue | --into)
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
    --theme)
        mapfile -t COMPREPLY < <(compgen -W "print light dark" -- "$word")
        return
        ;;
    --spacing)
        mapfile -t COMPREPLY < <(compgen -W "even log" -- "$word")
        return
        ;;
    --size)
        mapfile -t COMPREPLY < <(compgen -W "1280x720 1920x1080 800x800" -- "$word")
        return
        ;;
    --set | --act | --look | --title | --width | --height | --dpi | --font | --font-size | --line-width | --columns) return ;;
    --over | --steps | --seed | --threads | --view | --fps | --seconds | --quality) return ;;
    esac

    local options=
    case $command in
    run) options="--out --overwrite --act --look --thesis-size --set --steps --seed --threads --device --figures --check --continue --quiet --help" ;;
    export)
        options="--view --output --title --width --height --dpi --font --font-size --line-width --theme"
        options+=" --columns --no-letters --no-titles --tools --transparent --no-scene --act --look --thesis-size --set --steps --seed --threads --device --help"
        ;;
    animate)
        options="--out --view --size --fps --seconds --spacing --theme --quality --loose-axes --no-caption"
        options+=" --no-scene --act --look --thesis-size --set --steps --seed --threads --device --quiet --help"
        ;;
    sweep)
        options="--over --out --overwrite --figures --view --act --look --thesis-size --set --steps --seed --threads --device --quiet --help"
        ;;
    scenes | bench) options="--json --help" ;;
    describe) options="--schema --help" ;;
    doctor) options="--help" ;;
    worker) options="--store --run --password-file --threads --data-folder --help" ;;
    fetch)
        mapfile -t COMPREPLY < <(compgen -W "mnist svhn" -- "$word")
        options="--into --sources --quiet --help"
        ;;
    *) return ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    case $command in
    run | export | animate | sweep | describe)
        if [[ $word != -* ]]; then
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
                compgen -W "$(_scorescope_scenes)" -- "$word"
                compgen -f -X '!*.@(json|svg|pdf|png|mp4|gif)' -- "$word"
                compgen -d -- "$word"
            )
            compopt -o filenames
        fi
        ;;
    esac
}

complete -F _scorescope scorescope
