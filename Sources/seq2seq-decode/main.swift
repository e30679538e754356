import Commands

DecodeCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()
