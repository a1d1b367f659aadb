# Completes the words of a command line of emstep: emstep itself says with what.
_emstep() {
    local IFS= word candidate i index=0
    local -a words=()
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        # Of the word at the cursor, the part before the cursor.
        [[ $i == "$COMP_CWORD" && $word != '=' ]] && word=$2
        # As emstep would get it, without quotes and backslashes.
        word=${word//[\\\"\']/}
        # Bash takes --option=value apart.
        if ((i > 1)) && [[ $word == '=' || ${COMP_WORDS[i - 1]} == '=' ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words[${#words[@]}]=$word
        fi
        [[ $i == "$COMP_CWORD" ]] && index=$((${#words[@]} - 1))
    done
    COMPREPLY=()
    while read -r -d $'\013' candidate; do
        # What is before the equals sign is there already.
        [[ ${words[index]} == -*=* ]] && candidate=${candidate#*=}
        COMPREPLY[${#COMPREPLY[@]}]=$candidate
    done < <(
        export _CLAP_IFS=$'\013' _CLAP_COMPLETE_INDEX=$index _CLAP_COMPLETE_COMP_TYPE=$COMP_TYPE
        EMSTEP_COMPLETE=bash emstep -- "${words[@]}" && printf '\013'
    )
    # Bash before version 4 has no compopt, and adds no blank.
    type compopt &> /dev/null || return 0
    # What means something to the shell is put in quotes, as in the names of files.
    [[ ${COMPREPLY[*]} == *[^[:alnum:]_./=:,%+@-]* ]] && compopt -o filenames 2> /dev/null
    if [[ ${COMPREPLY-} == *[=/:] ]]; then
        compopt -o nospace 2> /dev/null
    else
        compopt +o nospace 2> /dev/null
    fi
}
if ((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))); then
    complete -o nospace -o bashdefault -o nosort -F _emstep emstep
else
    complete -o nospace -o bashdefault -F _emstep emstep
fi
