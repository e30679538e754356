import Seq2SeqCommands

EvaluateCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
