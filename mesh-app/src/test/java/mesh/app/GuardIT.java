package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard before commits of real git repositories. */
class GuardIT {
    @TempDir
    Path temporary;

    private Program program;
    private Path repository;
    private Process holder;

    @BeforeEach
    void begin() throws Exception {
        program = new Program(temporary);
        repository = Files.createDirectory(temporary.resolve("repository")).toRealPath();
        git("init", "-q", "-b", "main");
        Files.writeString(repository.resolve("A.java"), "a\n");
        git("add", ".");
        git("commit", "-q", "-m", "first");
        // A peer of another process: it stands for itself, and holds what it locked.
        holder = program.start(
                "lock",
                "run",
                repository.resolve("A.java").toString(),
                "--reason",
                "rewrites it",
                "--",
                "sleep",
                "600");
        Program.await(
                "the file is locked", () -> program.run("lock", "list").out().contains("A.java"));
    }

    @AfterEach
    void endAll() throws Exception {
        holder.destroyForcibly();
        program.close();
    }

    @Test
    void commitOfAHeldFileIsStoppedAndNamedUntilItIsFree() throws Exception {
        slmMesh(0, "guard", "install");
        slmMesh(0, "guard", "install");
        change("A.java");
        change("B.java");
        Ran stopped = git("commit", "-m", "second");
        assertEquals(1, stopped.status, stopped::toString);
        assertTrue(stopped.err.contains("A.java") && stopped.err.contains("rewrites it"), stopped.err);
        assertFalse(stopped.err.contains("B.java"), stopped.err);

        release();
        assertEquals(0, git("commit", "-m", "second").status);
    }

    @Test
    void deletedAndRenamedFilesCount() throws Exception {
        slmMesh(0, "guard", "install");
        git("mv", "A.java", "C.java");
        assertEquals(1, git("commit", "-m", "renamed").status);
        slmMesh(1, "guard", "check");
        slmMesh(1, "guard", "check", "A.java");
        slmMesh(0, "guard", "check", "C.java");
    }

    @Test
    void hookThatIsThereKeepsWorkingAndComesBackAsItWas() throws Exception {
        Path hook = repository.resolve(".git/hooks/pre-commit");
        String theirs = "#!/bin/bash -e\n# ours\necho checked > checked.txt\n";
        Files.writeString(hook, theirs);
        assertTrue(hook.toFile().setExecutable(true));
        slmMesh(0, "guard", "install");
        change("B.java");
        assertEquals(0, git("commit", "-m", "free").status);
        assertTrue(Files.exists(repository.resolve("checked.txt")));
        change("A.java");
        assertEquals(1, git("commit", "-m", "held").status);

        slmMesh(0, "guard", "uninstall");
        assertEquals(theirs, Files.readString(hook));
        assertTrue(Files.isExecutable(hook));
        assertEquals(0, git("commit", "-m", "held").status);
    }

    @Test
    void hooksFolderOfOnesOwnIsRespectedAndOtherLanguagesAreLeftAlone() throws Exception {
        git("config", "core.hooksPath", "tools/hooks");
        slmMesh(0, "guard", "install");
        Path hook = repository.resolve("tools/hooks/pre-commit");
        assertTrue(Files.isExecutable(hook));
        change("A.java");
        assertEquals(1, git("commit", "-m", "held").status);
        slmMesh(0, "guard", "uninstall");
        assertTrue(Files.notExists(repository.resolve("tools")));

        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/usr/bin/env python3\nprint('hi')\n");
        Ran refused = slmMesh(1, "guard", "install");
        assertTrue(refused.err.contains("no shell script") && refused.err.contains("guard check"), refused.err);
    }

    @Test
    void worktreesShareTheGuard() throws Exception {
        slmMesh(0, "guard", "install");
        Path worktree = temporary.resolve("worktree");
        git("worktree", "add", "-q", worktree.toString(), "-b", "other");
        Files.writeString(worktree.resolve("A.java"), "b\n");
        // The lock is on the one file, not on its twin in another worktree.
        Ran committed = gitIn(worktree, "commit", "-am", "twin");
        assertEquals(0, committed.status, committed::toString);
    }

    @Test
    void commitPassesWhereNoBrokerRuns() throws Exception {
        slmMesh(0, "guard", "install");
        change("A.java");
        release();
        program.kill(program.broker().orElseThrow());
        assertEquals(0, git("commit", "-m", "alone").status);
    }

    private void release() throws Exception {
        holder.destroy();
        assertTrue(holder.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        Program.await(
                "the file is free", () -> !program.run("lock", "list").out().contains("A.java"));
    }

    private void change(String file) throws IOException, InterruptedException {
        Files.writeString(repository.resolve(file), "changed\n");
        git("add", file);
    }

    private record Ran(int status, String out, String err) {}

    private Ran git(String... words) throws IOException, InterruptedException {
        return gitIn(repository, words);
    }

    private Ran gitIn(Path directory, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
        command.addAll(List.of(words));
        return run(directory, command);
    }

    private Ran slmMesh(int status, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Program.launcher());
        command.addAll(List.of(words));
        Ran ran = run(repository, command);
        assertEquals(status, ran.status, ran::toString);
        return ran;
    }

    private Ran run(Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(program.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return new Ran(process.exitValue(), out, err);
    }
}
