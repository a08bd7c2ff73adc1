package mesh.adapter.cli;

import java.io.IOException;

/**
 * One command, listed under its name in {@link Commands}. Made for one run: its class loads when its name is typed, and
 * what it is told at start-up is nothing.
 */
interface Command {
    /** How it is written and what it does; help, completion and parsing all come from this. */
    Syntax syntax();

    /**
     * Does it. Refusals, bad input and an unreachable mesh are thrown; the command line turns them into words and an exit
     * status.
     *
     * @return exit status
     */
    int run(Invocation call) throws IOException;
}
