package mesh.adapter.cli;

/** Words that are no command. Its message says what was wrong and what is allowed; the command line adds where to look. */
final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageError(String message) {
        super(message);
    }
}
