package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mesh.application.MeshSettings;
import mesh.domain.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
    private static BrokerConfig with(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/ada"));
        for (int i = 0; i < namesAndValues.length; i += 2) environment.put(namesAndValues[i], namesAndValues[i + 1]);
        return BrokerConfig.from(environment);
    }

    @Test
    void nothingSetMeansTheDocumentedDefaults() {
        BrokerConfig config = with();
        assertEquals(Path.of("/home/ada/.slm-mesh"), config.directory());
        assertEquals(7899, config.port());
        assertEquals("127.0.0.1", config.host());
        assertEquals(7900, config.webSocketPort());
        assertEquals(Optional.empty(), config.sharedSecret());
        assertTrue(config.discovery());
        assertEquals(BrokerConfig.Role.AUTO, config.role());
        assertEquals(Duration.ofSeconds(60), config.idleTimeout());
        assertEquals(Duration.ofSeconds(15), config.heartbeat());
        assertEquals(MeshSettings.DEFAULT, config.mesh());
        assertEquals("sqlite", config.store());
        assertEquals(BrokerConfig.Memory.AUTO, config.memory());
        assertEquals(System.Logger.Level.INFO, config.log());
    }

    @Test
    void everySettingIsHeard() {
        BrokerConfig config = with(
                "SLM_MESH_DATA_DIR", "~/mesh/../other",
                "SLM_MESH_PORT", "0",
                "SLM_MESH_HOST", "::1",
                "SLM_MESH_WS_PORT", "1234",
                "SLM_MESH_SHARED_SECRET", "sixteen-or-more!",
                "SLM_MESH_DISCOVERY", "FALSE",
                "SLM_MESH_ROLE", "client",
                "SLM_MESH_IDLE_TIMEOUT", "0",
                "SLM_MESH_HEARTBEAT_MS", "500",
                "SLM_MESH_STALE_MS", "1000",
                "SLM_MESH_DEAD_MS", "2000",
                "SLM_MESH_LOCK_TTL_MIN", "60",
                "SLM_MESH_RATE_LIMIT", "7/2m",
                "SLM_MESH_MESSAGE_TTL_H", "1",
                "SLM_MESH_UNREAD_TTL_H", "2",
                "SLM_MESH_EVENT_TTL_H", "3",
                "SLM_MESH_STORE", "jdbc:postgresql://db/mesh",
                "SLM_MESH_MEMORY", "off",
                "SLM_MESH_LOG", "debug");
        assertEquals(Path.of("/home/ada/other"), config.directory());
        assertEquals(0, config.port());
        assertEquals("::1", config.host());
        assertEquals(1234, config.webSocketPort());
        assertEquals(Optional.of("sixteen-or-more!"), config.sharedSecret());
        assertFalse(config.discovery());
        assertEquals(BrokerConfig.Role.CLIENT, config.role());
        assertEquals(Duration.ZERO, config.idleTimeout());
        assertEquals(Duration.ofMillis(500), config.heartbeat());
        assertEquals(Duration.ofMillis(2000), config.mesh().liveness().deadAfter());
        assertEquals(Duration.ofMinutes(60), config.mesh().defaultLease().duration());
        assertEquals(7, config.mesh().callsPerWindow());
        assertEquals(Duration.ofMinutes(2), config.mesh().rateWindow());
        assertEquals(Duration.ofHours(3), config.mesh().keepEvents());
        assertEquals("jdbc:postgresql://db/mesh", config.store());
        assertEquals(BrokerConfig.Memory.OFF, config.memory());
        assertEquals(System.Logger.Level.DEBUG, config.log());
        assertEquals(0, with("SLM_MESH_RATE_LIMIT", "0").mesh().callsPerWindow());
    }

    @Test
    void emptyMeansNotSet() {
        assertEquals(7899, with("SLM_MESH_PORT", "").port());
        assertEquals(7899, with("SLM_MESH_PORT", "  ").port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLM_MESH_DATA_DIR|relative/folder",
                "SLM_MESH_PORT|65536",
                "SLM_MESH_PORT|-1",
                "SLM_MESH_PORT|80 80",
                "SLM_MESH_PORT|7899.0",
                "SLM_MESH_PORT|99999999999999999999",
                "SLM_MESH_HOST|http://hub",
                "SLM_MESH_WS_PORT|x",
                "SLM_MESH_DISCOVERY|yes",
                "SLM_MESH_ROLE|boss",
                "SLM_MESH_IDLE_TIMEOUT|60s",
                "SLM_MESH_HEARTBEAT_MS|0",
                "SLM_MESH_STALE_MS|15000",
                "SLM_MESH_DEAD_MS|30000",
                "SLM_MESH_LOCK_TTL_MIN|0",
                "SLM_MESH_LOCK_TTL_MIN|61",
                "SLM_MESH_RATE_LIMIT|100/10",
                "SLM_MESH_RATE_LIMIT|100/0s",
                "SLM_MESH_RATE_LIMIT|/10s",
                "SLM_MESH_RATE_LIMIT|100/",
                "SLM_MESH_MESSAGE_TTL_H|0",
                "SLM_MESH_UNREAD_TTL_H|never",
                "SLM_MESH_EVENT_TTL_H|-5",
                "SLM_MESH_STORE|mysql",
                "SLM_MESH_MEMORY|true",
                "SLM_MESH_LOG|loud"
            })
    void nonsenseIsRefusedWithVariableRuleAndValue(String name, String value) {
        InvalidInput e = assertThrows(InvalidInput.class, () -> with(name, value));
        assertEquals(name, e.field());
        assertTrue(e.getMessage().startsWith(name + " must "), e.getMessage());
        assertTrue(name.equals("SLM_MESH_STORE") || e.getMessage().contains("\"" + value + "\""), e.getMessage());
    }

    @Test
    void secretsAreCheckedAndNeverShown() {
        InvalidInput e = assertThrows(InvalidInput.class, () -> with("SLM_MESH_SHARED_SECRET", "hunter2"));
        assertFalse(e.getMessage().contains("hunter2"));
        assertThrows(InvalidInput.class, () -> with("SLM_MESH_SHARED_SECRET", "sixteen or more characters"));
        assertFalse(
                with("SLM_MESH_SHARED_SECRET", "sixteen-or-more!").toString().contains("sixteen"));
        InvalidInput url = assertThrows(InvalidInput.class, () -> with("SLM_MESH_STORE", "u_secret@db"));
        assertFalse(url.getMessage().contains("secret"));
    }

    @Test
    void dataDirectoryMustLeaveRoomForTheSocket() {
        String longest = "/" + "d".repeat(BrokerConfig.MAX_DIRECTORY_BYTES - 1);
        assertEquals(Path.of(longest), with("SLM_MESH_DATA_DIR", longest).directory());
        assertThrows(InvalidInput.class, () -> with("SLM_MESH_DATA_DIR", longest + "d"));
    }
}
