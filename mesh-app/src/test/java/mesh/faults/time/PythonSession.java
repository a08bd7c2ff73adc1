package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mesh.app.Program;

/** A Python program with a lock for the length of a {@code with} block. */
final class PythonSession implements HoldersAreStopped.Holder {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String PROGRAM = """
            import sys
            from slm_mesh import MeshSession, SLMMeshError

            with MeshSession(name="python") as session:
                with session.lock(sys.argv[1], ttl_minutes=1) as lock:
                    print(lock.fencing_token, flush=True)
                    input()
                    print("stands" if session.client.check(lock.file_path, lock.fencing_token) else "over", flush=True)
                    try:
                        session.client.renew(lock.file_path, session.peer_id)
                    except SLMMeshError as refusal:
                        print(refusal.code, flush=True)
            """;

    private final String file;
    private final Process process;
    private final BufferedReader out;
    private final long token;

    PythonSession(Program program, String file) throws Exception {
        this.file = file;
        ProcessBuilder builder = new ProcessBuilder(PYTHON.toString(), "-c", PROGRAM, file);
        builder.environment().put("PYTHONPATH", client().toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment()
                .put("SLM_MESH_DATA_DIR", program.directory.folder().toString());
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out = process.inputReader();
        token = Long.parseLong(out.readLine());
    }

    static boolean canRun() {
        return Files.isExecutable(PYTHON) && Files.isDirectory(client());
    }

    /** Beside this module, which is where its tests run. */
    private static Path client() {
        return Path.of("../python/src").toAbsolutePath().normalize();
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
        try (OutputStream in = process.getOutputStream()) {
            in.write('\n');
        }
        List<String> said = out.lines().toList();
        assertEquals(List.of("over", "lock_held"), said);
        assertTrue(process.waitFor() == 0, "it leaves as if nothing had happened");
    }
}
