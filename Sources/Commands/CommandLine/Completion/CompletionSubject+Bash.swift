import Seq2SeqSettings

extension CompletionSubject {
    /// A script for bash, that of macOS (3.2) included.
    var bashScript: String {
        let function = "_" + name.replacing("-", with: "_")
        return """
            \(heading(use: "source <(\(name) --completion bash)"))
            \(function)() {
                local word=${COMP_WORDS[COMP_CWORD]} waiting= given=' ' count=0 ended= item index options
                COMPREPLY=()
                # What stands before the word: options, values that they wait for, and operands.
                for ((index = 1; index < COMP_CWORD; index++)); do
                    item=${COMP_WORDS[index]}
                    if [[ -n $ended ]]; then count=$((count + 1)); continue; fi
                    # bash cuts --option=value at the sign.
                    if [[ -n $waiting && $item == = ]]; then continue; fi
                    if [[ -n $waiting && $item != --* ]]; then waiting=; continue; fi
                    waiting=
                    case $item in
                        --) ended=1 ;;
            \(bashOptionCases)
                        --*) given+="$item " ;;
                        *) count=$((count + 1)) ;;
                    esac
                done
                if [[ $word == = ]]; then word=; fi
                if [[ -n $waiting && $word != --* ]]; then
                    case $waiting in
            \(bashValueCases)
                    esac
            \(bashOperands)    elif [[ -z $ended ]]; then
                    for item in \(options.map(\.name).joined(separator: " ")); do
                        if [[ $given != *" $item "* ]]; then options+="$item "; fi
                    done
                    COMPREPLY=($(compgen -W "$options" -- "$word"))
                fi
                # Elsewhere files are not what is meant.
                compopt +o default 2> /dev/null
                if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:,] ]]; then compopt -o nospace 2> /dev/null; fi
            }
            complete -o default -F \(function) \(name)

            """
    }

    /// Which options wait for a value, and which of them may come again.
    private var bashOptionCases: String {
        let valued = options.filter { $0.placeholder != nil }
        return [(false, "waiting=$item given+=\"$item \""), (true, "waiting=$item")].compactMap { repeats, action in
            let names = valued.filter { $0.repeats == repeats }.map(\.name)
            return names.isEmpty ? nil : "            \(names.joined(separator: "|"))) \(action) ;;"
        }.joined(separator: "\n")
    }

    private var bashValueCases: String {
        let files = options.filter { $0.hints == .files }.map(\.name)
        let others = options.compactMap { option in
            Self.bashReply(option.hints).map { "            \(option.name)) \($0) ;;" }
        }
        return ((files.isEmpty ? [] : ["            \(files.joined(separator: "|"))) return ;;"]) + others)
            .joined(separator: "\n")
    }

    /// What is offered in the places of operands.
    private var bashOperands: String {
        operands.enumerated().map { index, operand in
            "    elif [[ $count -eq \(index) && ( -n $ended || $word != -* ) ]]; then\n"
                + "        \(Self.bashReply(operand.hints) ?? "return")\n"
        }.joined()
    }

    /// What offers words; nil where there are none, or files.
    private static func bashReply(_ hints: ValueHints) -> String? {
        switch hints {
        case .none, .files: nil
        case .words(let words):
            "COMPREPLY=($(compgen -W \(words.joined(separator: " ").shellQuoted) -- \"$word\"))"
        case .list(let words):
            "COMPREPLY=($(compgen -P \"${word%\"${word##*,}\"}\""
                + " -W \(words.joined(separator: " ").shellQuoted) -- \"${word##*,}\"))"
        }
    }
}
