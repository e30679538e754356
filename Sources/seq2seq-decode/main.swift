import Seq2SeqCommands

DecodeCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
