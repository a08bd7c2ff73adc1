package mesh.adapter.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.Text;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerNames;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/** One run of one command: its words, its terminal, and the mesh once it asks for one. */
final class Invocation implements AutoCloseable {
    /** The argument that stands for standard input. */
    static final String STDIN = "-";

    /** The option by which a command acts as somebody else than the person at the terminal. */
    static final String FROM = "--from";

    private final Arguments arguments;
    private final Terminal terminal;
    private final BrokerControl broker;
    private final Style style;
    private BrokerControl.Connection connection;

    Invocation(Arguments arguments, Terminal terminal, BrokerControl broker) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.broker = broker;
        this.style = new Style(terminal.coloured());
    }

    Arguments arguments() {
        return arguments;
    }

    Terminal terminal() {
        return terminal;
    }

    BrokerControl broker() {
        return broker;
    }

    Style style() {
        return style;
    }

    /** Whether the answer is one JSON document. */
    boolean json() {
        return arguments.has(Syntax.JSON.name());
    }

    // --- The mesh ---

    /** The mesh; its broker is started where none runs. */
    Mesh mesh() {
        if (connection == null) connection = broker.connect();
        return connection.mesh();
    }

    /** The mesh of the broker that runs. @throws MeshUnavailable where none does */
    Mesh runningMesh() {
        if (connection == null) {
            Optional<BrokerControl.Connection> running = broker.connectIfRunning();
            if (running.isEmpty())
                throw new MeshUnavailable(
                        MeshUnavailable.Reason.NOT_REACHABLE,
                        "No broker is running for " + broker.dataDirectory() + ". Start one: slm-mesh start");
            connection = running.get();
        }
        return connection.mesh();
    }

    /** In whose name the command acts: {@code --from}, an id or a name, or else the person at the terminal. */
    PeerId actor() {
        String from = arguments.value(FROM);
        return from == null ? PeerId.CLI : peer(from);
    }

    /** The peer with this id or name. @throws Refusal.UnknownPeer that names the nearest ones */
    PeerId peer(String idOrName) {
        if (PeerId.isId(idOrName)) return new PeerId(idOrName);
        List<String> names = new ArrayList<>();
        for (LivePeer live : mesh().peers().list(PeerQuery.EVERYONE)) {
            String name = live.peer().name().value();
            if (name.equals(idOrName)) return live.peer().id();
            names.add(name);
        }
        throw new Refusal.UnknownPeer(idOrName, PeerNames.nearest(idOrName, names));
    }

    /** A path as the person wrote it, from the directory that they are in. */
    String absolute(String path) {
        if (path.isEmpty()) throw new UsageError("the path is empty");
        return path.startsWith("/") ? path : terminal.directory() + "/" + path;
    }

    // --- Answers ---

    /** Ends the object that was begun and prints it: the one document of a command under {@code --json}. */
    int answer(JsonWriter begun) {
        document(begun.end().toString());
        return CommandLine.OK;
    }

    /** Prints the document that the API gives for the same outcome. */
    int answer(Answer answer) {
        document(answer.text());
        return answer.isOk() ? CommandLine.OK : CommandLine.FAILED;
    }

    /** Prints JSON on a line of its own; a terminal may be where it ends up. */
    void document(String json) {
        line(Text.escaped(json));
    }

    /** Says why nothing was done. @return the exit status */
    int refuse(String text) {
        terminal.out().flush();
        terminal.err().println(style.bad("slm-mesh: ") + text);
        return CommandLine.FAILED;
    }

    /** Puts a line where results go. */
    void line(String text) {
        print(text + "\n");
    }

    /** Puts text where results go. */
    void print(String text) {
        terminal.out().print(text);
    }

    /** Hands over what was printed. @return whether it arrived; false once the reader of a pipe is gone */
    boolean flush() {
        return !terminal.out().checkError();
    }

    /** Tells the person something that is no result. Says nothing under {@code --json}. */
    void remark(String text) {
        if (json()) return;
        terminal.out().flush();
        terminal.err().println(text);
    }

    Table table() {
        return new Table(terminal.columns(), style);
    }

    // --- Standard input ---

    /**
     * The text that an argument gives: itself, or what stands on standard input where it is {@code -}. One line break at
     * the end of the input is not part of it.
     *
     * @param what the name of the text in errors
     */
    String text(String argument, String what, int maxBytes) throws IOException {
        if (!argument.equals(STDIN)) return argument;
        if (terminal.inIsTerminal()) remark("Type the " + what + "; Ctrl-D on a line of its own ends it.");
        InputStream in = terminal.in();
        byte[] bytes = in.readNBytes(maxBytes + 2);
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') length--;
        if (length > maxBytes)
            throw new InvalidInput(
                    what,
                    "must have at most " + maxBytes / 1024 + " KiB, standard input has more;"
                            + " put it into a file and send the file's path");
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInput(what, "must be text in UTF-8, standard input is not");
        }
    }

    @Override
    public void close() {
        if (connection != null) connection.close();
    }
}
