import Seq2SeqCommands

ConvertCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
