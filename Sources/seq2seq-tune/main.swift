import Seq2SeqCommands

TuneCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
