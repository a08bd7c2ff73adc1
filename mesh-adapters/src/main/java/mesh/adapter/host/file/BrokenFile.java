package mesh.adapter.host.file;

/** A file that cannot be edited safely as it is; the message says where and why. It was left alone. */
public final class BrokenFile extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenFile(String why) {
        super(why);
    }

    public BrokenFile(String why, Throwable cause) {
        super(why, cause);
    }
}
