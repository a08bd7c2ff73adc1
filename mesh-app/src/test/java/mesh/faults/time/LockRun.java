package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import mesh.app.Program;

/** {@code lock run} with a program that asks for leave before it writes, once it is told to. */
final class LockRun implements HoldersAreStopped.Holder {
    private static final int STATUS = 7;
    private static final String SCRIPT = "echo $SLM_MESH_FENCING_TOKEN; read go; file=$1; shift;"
            + " if \"$@\" lock check \"$file\" --token $SLM_MESH_FENCING_TOKEN; then echo wrote; fi; exit " + STATUS;

    private final String file;
    private final String why;
    private final Process process;
    private final BufferedReader out;
    private final BufferedReader err;
    private final long token;

    /** @param why part of what it says once it has lost its lock */
    LockRun(Program program, String file, String why, String... options) throws Exception {
        this.file = file;
        this.why = why;
        List<String> words = new ArrayList<>(List.of("lock", "run", file));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "sh", "-c", SCRIPT, "sh", file));
        words.addAll(Program.launcher());
        process = program.start(words.toArray(String[]::new));
        out = process.inputReader();
        err = process.errorReader();
        token = Long.parseLong(out.readLine());
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public void learns() throws Exception {
        String said = err.readLine();
        assertTrue(said.contains("the lock is lost, the program goes on without it") && said.contains(why), said);
        try (OutputStream in = process.getOutputStream()) {
            in.write('\n');
        }
        String answer = out.readLine();
        assertTrue(answer.startsWith("It does not stand"), answer);
        assertNull(out.readLine());
        assertEquals(STATUS, process.waitFor());
    }
}
