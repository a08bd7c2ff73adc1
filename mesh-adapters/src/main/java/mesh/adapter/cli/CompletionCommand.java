package mesh.adapter.cli;

/** {@code slm-mesh completion}. */
final class CompletionCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("completion", "Prints the completions for a shell.")
                .argument("shell", Syntax.Count.ONE, "bash, zsh or fish", "bash", "zsh", "fish")
                .note("bash: slm-mesh completion bash > ~/.local/share/bash-completion/completions/slm-mesh")
                .note("zsh: slm-mesh completion zsh > a file _slm-mesh in a folder of your fpath")
                .note("fish: slm-mesh completion fish > ~/.config/fish/completions/slm-mesh.fish");
    }

    @Override
    public int run(Invocation call) {
        String shell = call.arguments().word(0);
        call.print(
                switch (shell) {
                    case "bash" -> new BashCompletion().script();
                    case "zsh" -> new ZshCompletion().script();
                    case "fish" -> new FishCompletion().script();
                    default -> throw new UsageError("the shell must be bash, zsh or fish");
                });
        return CommandLine.OK;
    }
}
