import ArgumentParser

/// What `--generate-completion-script` prints.
enum CompletionScript {
  private static let option = "--generate-completion-script"

  /// The script for bash, where these arguments ask for it; nil for the parser's own.
  static func forBash(_ arguments: [String]) -> String? {
    guard arguments == [option, "bash"] || arguments == ["\(option)=bash"] else { return nil }
    return Orglifectl.completionScript(for: .bash) + "\n" + whole
  }

  /// Bash parts its words at `:` and `=`, which stand in keys, in the matchers of silences and behind options.
  private static let whole = #"""
    # Puts the words of the line together that stand without a space between them, has the whole completed, and tells
    # bash what follows behind the part that it keeps. An option and the value behind its = stay two words.
    _orglifectl_whole() {
        local -a whole=()
        local -i place=0 index
        local line="${COMP_LINE}" rest word before kept='' cur=''
        for index in "${!COMP_WORDS[@]}"; do
            word="${COMP_WORDS[index]}"
            rest="${line#"${line%%[![:space:]]*}"}"
            before=''
            if ((${#whole[@]} == 0)) || [[ "${rest}" != "${line}" ]]; then
                whole+=("${word}")
            elif [[ "${whole[-1]}" = -* && "${word}" = '=' ]]; then
                whole+=('')
            else
                before="${whole[-1]}"
                whole[-1]+="${word}"
            fi
            [[ -z "${word}" ]] || line="${rest#"${word}"}"
            if ((index == COMP_CWORD)); then
                place=$((${#whole[@]} - 1))
                kept="${before}"
                [[ -n "${2}" || -z "${before}" || "${word}" != [:=]* ]] || kept+="${word}"
                cur="${kept}${2}"
            fi
        done

        local -a COMP_WORDS=("${whole[@]}")
        local -i COMP_CWORD=${place}
        _orglifectl "${1}" "${cur}" "${COMP_WORDS[place - 1]}"
        for index in "${!COMPREPLY[@]}"; do
            COMPREPLY[index]="${COMPREPLY[index]#"${kept}"}"
        done
    }
    complete -o filenames -F _orglifectl_whole orglifectl
    """#
}
