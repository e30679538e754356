import Seq2SeqCommands

InspectCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
