package mesh.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mesh.adapter.cli.HostControl.Trial;
import mesh.adapter.host.HookSamples;
import mesh.adapter.host.Host;
import mesh.adapter.host.Hosts;
import mesh.adapter.host.Place;
import mesh.adapter.host.file.BrokenFile;
import mesh.adapter.host.file.FoundHook;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;

/** Fires installed hooks the way their hosts do, with recorded samples. */
final class HookTrials {
    private static final int MAX_SECONDS = 20;
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    /** Two exit statuses are answers: go on, and no. */
    private static final Set<Integer> ANSWERS = Set.of(0, 2);

    private final Path project;
    private final String session;
    private final List<Trial> trials = new ArrayList<>();

    /** @param session a name that no host gives: whoever fires is to leave afterwards */
    HookTrials(Path project, String session) {
        this.project = project;
        this.session = session;
    }

    /** Every hook that is installed in one of these places. */
    List<Trial> fire(List<Place> places) {
        for (Host host : Hosts.ALL)
            if (host.hooks().isPresent()) for (Path file : files(host, places)) fire(host, file);
        return trials;
    }

    private static Set<Path> files(Host host, List<Place> places) {
        Set<Path> files = new LinkedHashSet<>();
        for (Place place : places)
            for (HostFile file : host.files(place))
                if (file.path().toString().endsWith(".json") && Files.isReadable(file.path())) files.add(file.path());
        return files;
    }

    private void fire(Host host, Path file) {
        try {
            for (FoundHook hook : FoundHook.in(Files.readAllBytes(file), host::isOurHook)) fire(host, file, hook);
        } catch (IOException | BrokenFile e) {
            trials.add(trial(host, file, "", "", 0, Optional.of("the file cannot be read: " + e.getMessage())));
        }
    }

    private void fire(Host host, Path file, FoundHook hook) {
        Optional<String> sample = HookSamples.of(host.type(), hook.event(), session, project);
        if (sample.isEmpty() || hook.target().endsWith("--wake")) return;
        long begun = System.nanoTime();
        try {
            String answer = hook.isUrl() ? post(hook, sample.get()) : run(hook, sample.get());
            long took = System.nanoTime() - begun;
            trials.add(trial(host, file, hook.event(), answer.strip(), took, problem(answer)));
        } catch (IOException e) {
            trials.add(trial(host, file, hook.event(), "", System.nanoTime() - begun, Optional.of(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> problem(String answer) {
        if (answer.isBlank()) return Optional.empty();
        try {
            return JsonObject.parse(answer).optString("systemMessage");
        } catch (InvalidInput e) {
            return Optional.of("the answer is not what a host reads: " + e.getMessage());
        }
    }

    private String run(FoundHook hook, String sample) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", hook.target())
                .directory(project.toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(sample.getBytes(StandardCharsets.UTF_8));
        }
        try {
            String out = text(process.getInputStream());
            String err = text(process.getErrorStream());
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) throw new IOException("it does not end");
            if (!ANSWERS.contains(process.exitValue()))
                throw new IOException("it ended with status " + process.exitValue() + ": " + err.strip());
            if (process.exitValue() == 0 && !err.isBlank()) throw new IOException(err.strip());
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    }

    private static String post(FoundHook hook, String sample) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create(hook.target()).toURL().openConnection();
        http.setConnectTimeout((int) TimeUnit.SECONDS.toMillis(MAX_SECONDS));
        http.setReadTimeout((int) TimeUnit.SECONDS.toMillis(MAX_SECONDS));
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        hook.headers().forEach(http::setRequestProperty);
        try (OutputStream out = http.getOutputStream()) {
            out.write(sample.getBytes(StandardCharsets.UTF_8));
        }
        if (http.getResponseCode() != HttpURLConnection.HTTP_OK)
            throw new IOException("the broker answers " + http.getResponseCode()
                    + "; slm-mesh install with --http again gives the hook its present address and token");
        try (InputStream in = http.getInputStream()) {
            return text(in);
        }
    }

    private static Trial trial(
            Host host, Path file, String event, String answer, long nanos, Optional<String> problem) {
        return new Trial(host.type().wireName(), file, event, answer, Duration.ofNanos(nanos), problem);
    }
}
