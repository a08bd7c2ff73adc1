package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.wire.JsonObject;
import mesh.application.MeshSettings;
import mesh.domain.peer.Liveness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each call says to input that breaks a rule: the field, the rule, and that the broker goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpRefusalsTest {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    private ApiUnderTest api;
    private String amber;

    @BeforeAll
    void start() throws IOException {
        api = new ApiUnderTest();
        amber = api.join("amber");
    }

    @AfterAll
    void stop() {
        api.close();
    }

    /** {@code ME} is a peer, {@code LONG:n} stands for n letters; single quotes for double ones. */
    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/register | {} | pid",
                "/register | {'pid':null,'projectPath':'/p'} | pid",
                "/register | {'pid':'7','projectPath':'/p'} | pid",
                "/register | {'pid':7.5,'projectPath':'/p'} | pid",
                "/register | {'pid':0,'projectPath':'/p'} | pid",
                "/register | {'pid':2147483648,'projectPath':'/p'} | pid",
                "/register | {'pid':99999999999999999999,'projectPath':'/p'} | pid",
                "/register | {'pid':7} | projectPath",
                "/register | {'pid':7,'projectPath':''} | projectPath",
                "/register | {'pid':7,'projectPath':'/a\\u0000b'} | projectPath",
                "/register | {'pid':7,'projectPath':'/LONG:4096'} | projectPath",
                "/register | {'pid':7,'projectPath':['/p']} | projectPath",
                "/register | {'pid':7,'projectPath':'/p','agentType':7} | agentType",
                "/register | {'pid':7,'projectPath':'/p','name':'all'} | name",
                "/register | {'pid':7,'projectPath':'/p','name':''} | name",
                "/register | {'pid':7,'projectPath':'/p','name':'LONG:65'} | name",
                "/register | {'pid':7,'projectPath':'/p','name':'a\\u001b[31m'} | name",
                "/register | {'pid':7,'projectPath':'/p','gitBranch':'LONG:256'} | gitBranch",
                "/register | {'pid':7,'projectPath':'/p','sessionKey':''} | sessionKey",
                "/register | {'pid':7,'projectPath':'/p','authenticated':'yes'} | authenticated",
                "/unregister | {} | peerId",
                "/unregister | {'peerId':'amber'} | peerId",
                "/heartbeat | {'peerId':7} | peerId",
                "/heartbeat | {'peerId':'00000000-0000-4000-8000-00000000000G'} | peerId",
                "/peers | {'scope':'galaxy'} | scope",
                "/peers | {'excludeId':'x'} | excludeId",
                "/peer | {} | peerId",
                "/summary | {'peerId':'ME'} | summary",
                "/summary | {'peerId':'ME','summary':'LONG:2501'} | summary",
                "/send | {'toPeer':'cli','payload':'x'} | fromPeer",
                "/send | {'fromPeer':'ME','payload':'x'} | toPeer",
                "/send | {'fromPeer':'ME','toPeer':'','payload':'x'} | toPeer",
                "/send | {'fromPeer':'ME','toPeer':'agent:emacs','payload':'x'} | toPeer",
                "/send | {'fromPeer':'ME','toPeer':'cli'} | payload",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':''} | payload",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':{}} | payload",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':'LONG:65537'} | payload",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':'x','type':'shout'} | type",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':'x','replyTo':'that'} | replyTo",
                "/send | {'fromPeer':'ME','toPeer':'cli','payload':'x','idempotencyKey':''} | idempotencyKey",
                "/messages | {} | peerId",
                "/messages | {'peerId':'ME','filter':'old'} | filter",
                "/messages | {'peerId':'ME','from':'amber'} | from",
                "/messages | {'peerId':'ME','limit':0} | limit",
                "/messages | {'peerId':'ME','limit':101} | limit",
                "/messages | {'peerId':'ME','limit':'20'} | limit",
                "/messages | {'peerId':'ME','peek':1} | peek",
                "/messages | {'peerId':'ME','waitMs':-1} | waitMs",
                "/messages | {'peerId':'ME','waitMs':50001} | waitMs",
                "/messages/ack | {'peerId':'ME','state':'read'} | ids",
                "/messages/ack | {'peerId':'ME','ids':['x'],'state':'read'} | ids",
                "/messages/ack | {'peerId':'ME','ids':[7],'state':'read'} | ids",
                "/messages/ack | {'peerId':'ME','ids':[]} | state",
                "/messages/ack | {'peerId':'ME','ids':[],'state':'queued'} | state",
                "/messages/ack | {'peerId':'ME','upTo':-1} | upTo",
                "/messages/ack | {'peerId':'ME','upTo':1,'ids':[]} | upTo",
                "/message | {'peerId':'ME'} | messageId",
                "/message | {'peerId':'ME','messageId':'x'} | messageId",
                "/state | {} | action",
                "/state | {'action':'increment'} | action",
                "/state | {'action':'get'} | key",
                "/state | {'action':'get','key':''} | key",
                "/state | {'action':'get','key':'LONG:257'} | key",
                "/state | {'action':'get','key':'k','namespace':''} | namespace",
                "/state | {'action':'set','key':'k','peerId':'ME'} | value",
                "/state | {'action':'set','key':'k','peerId':'ME','value':7} | value",
                "/state | {'action':'set','key':'k','peerId':'ME','value':'LONG:65537'} | value",
                "/state | {'action':'set','key':'k','value':'v'} | peerId",
                "/state | {'action':'set','key':'k','value':'v','peerId':'ME','ifVersion':-1} | ifVersion",
                "/state | {'action':'delete','key':'k','ifVersion':'1'} | ifVersion",
                "/state | {'action':'list','prefix':'LONG:257'} | prefix",
                "/state | {'action':'list','limit':1001} | limit",
                "/lock | {} | action",
                "/lock | {'action':'steal'} | action",
                "/lock | {'action':'lock','filePath':'a'} | peerId",
                "/lock | {'action':'lock','peerId':'ME'} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePath':''} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a\\u0000'} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePath':'/LONG:4096'} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','filePaths':['b']} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePaths':[7]} | filePaths",
                "/lock | {'action':'lock','peerId':'ME','filePaths':[]} | filePath",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','mode':'greedy'} | mode",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','scope':'all'} | scope",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','reason':'LONG:501'} | reason",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','ttlMinutes':0} | ttlMinutes",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','ttlMinutes':61} | ttlMinutes",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','waitMs':50001} | waitMs",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','resolved':[]   ,'resolved2':1,'mode':7} | mode",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','resolved':[null,null]} | resolved",
                "/lock | {'action':'lock','peerId':'ME','filePath':'a','resolved':[{'path':'/a'}]} | machine",
                "/lock | {'action':'unlock','peerId':'ME'} | filePath",
                "/lock | {'action':'unlock','peerId':'ME','filePath':'a','all':true} | all",
                "/lock | {'action':'renew','peerId':'ME','filePath':'a','fencingToken':0} | fencingToken",
                "/lock | {'action':'check','filePath':'a'} | fencingToken",
                "/lock | {'action':'check','peerId':'ME'} | filePath",
                "/lock | {'action':'query','filePaths':['a','b']} | filePaths",
                "/events | {'action':'listen'} | action",
                "/events | {'types':['Bad']} | types",
                "/events | {'types':'x'} | types",
                "/events | {'since':'yesterday'} | since",
                "/events | {'since':-1} | since",
                "/events | {'since':true} | since",
                "/events | {'since':'9999999999999999999'} | since",
                "/heartbeat | {'peerId':'ME','subagents':'reviewer'} | subagents",
                "/heartbeat | {'peerId':'ME','subagents':['a/b']} | subagent",
                "/heartbeat | {'peerId':'ME','subagents':['LONG:65']} | subagent",
                "/lock | {'action':'lock','peerId':'ME','filePath':'/a','subagent':7} | subagent",
                "/lock | {'action':'lock','peerId':'ME','filePath':'/a','subagent':''} | subagent",
                "/events | {'limit':201} | limit",
                "/events | {'action':'subscribe','peerId':'ME'} | types",
                "/events | {'action':'subscribe','types':['*']} | peerId",
                "/events | {'action':'emit','peerId':'ME'} | type",
                "/events | {'action':'emit','peerId':'ME','type':'peer_joined'} | type",
                "/events | {'action':'emit','peerId':'ME','type':'LONG:65'} | type",
                "/events | {'action':'emit','peerId':'ME','type':'x','payload':'text'} | payload",
                "/events | {'action':'emit','peerId':'ME','type':'x','payload':{'a':'LONG:65536'}} | payload",
            })
    void fieldThatBreaksARuleIsNamed(String path, String body, String field) throws IOException {
        Response response = api.post(path, filledIn(body));
        assertEquals(400, response.status(), response.text());
        assertEquals("invalid_input", response.code());
        assertEquals(field, response.json().string("field"), response.text());
        assertTrue(response.json().string("error").startsWith(field + " "), response.text());
        assertFalse(response.json().bool("ok"));
        assertTrue(response.text().length() < 600, "echoes too much: " + response.text());
    }

    private String filledIn(String body) {
        String filled = body.replace('\'', '"').replace("ME", amber);
        int start = filled.indexOf("LONG:");
        if (start < 0) return filled;
        int end = start + "LONG:".length();
        while (end < filled.length() && Character.isDigit(filled.charAt(end))) end++;
        int length = Integer.parseInt(filled.substring(start + "LONG:".length(), end));
        return filled.substring(0, start) + "x".repeat(length) + filled.substring(end);
    }

    @ParameterizedTest(name = "{0} {1} -> {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/heartbeat | {'peerId':'NOBODY'} | 404 | unknown_peer",
                "/send | {'fromPeer':'NOBODY','toPeer':'cli','payload':'x'} | 404 | unknown_peer",
                "/send | {'fromPeer':'ME','toPeer':'ambre','payload':'x'} | 404 | unknown_peer",
                "/messages | {'peerId':'NOBODY'} | 404 | unknown_peer",
                "/summary | {'peerId':'NOBODY','summary':''} | 404 | unknown_peer",
                "/lock | {'action':'lock','peerId':'NOBODY','filePath':'/a'} | 404 | unknown_peer",
                "/lock | {'action':'unlock','peerId':'ME','filePath':'/free'} | 404 | not_found",
                "/lock | {'action':'unlock','peerId':'ME','filePath':'/free','force':true} | 403 | forbidden",
                "/nothing | {} | 404 | not_found",
                "/send/ | {} | 404 | not_found",
            })
    void refusalHasItsStatusAndCode(String path, String body, int status, String code) throws IOException {
        Response response = api.post(path, filledIn(body.replace("NOBODY", NOBODY)));
        assertEquals(status, response.status(), response.text());
        assertEquals(code, response.code());
        assertFalse(response.json().string("error").isBlank());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing at all||it is empty",
                "no object|[1]|must be a JSON object",
                "a bare string|'x'|must be a JSON object",
                "half an object|{'a':|ends too early",
                "no JSON|{peerId}|must be JSON",
                "trailing text|{} {}|nothing after it",
                "a key twice|{'a':1,'a':2}|Duplicate",
                "half a surrogate pair|{'a':'\\ud800'}|half of a surrogate pair",
                "a control character|{'a':'\t'}|must be JSON",
            })
    void bodyThatIsNoJsonObjectIsRefused(String what, String body, String words) throws IOException {
        Response response = api.post("/peers", body == null ? "" : filledIn(body));
        assertEquals(400, response.status(), what);
        assertEquals("body", response.json().string("field"));
        assertTrue(response.json().string("error").contains(words), response.text());
    }

    @Test
    void limitsOfJsonAreKept() throws IOException {
        assertEquals(200, api.post("/peers", nested(63)).status());
        Response deep = api.post("/peers", nested(64));
        assertEquals(400, deep.status());
        assertTrue(deep.json().string("error").contains("depth 64"), deep.text());
        assertEquals(400, api.post("/peers", "{\"a\":" + "1".repeat(101) + "}").status());
        assertEquals(
                400, api.post("/peers", "{\"" + "n".repeat(1_025) + "\":1}").status());
        assertEquals(
                400,
                api.post("/peers", "{\"a\":[" + "1,".repeat(100_000) + "1]}").status());
    }

    /** An object that holds arrays in arrays: {@code arrays + 1} levels. */
    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    @Test
    void longInputIsNeverEchoed() throws IOException {
        String secret = "x".repeat(5_000);
        for (String body : List.of("{\"" + secret, "{" + secret + "}", "{\"scope\":\"" + secret + "\"}"))
            assertTrue(api.post("/peers", body).text().length() < 500);
    }

    @Test
    void unknownRecipientGetsTheNearestNames() throws IOException {
        JsonObject answer = api.post("/send", "{\"fromPeer\":\"" + amber + "\",\"toPeer\":\"ambr\",\"payload\":\"x\"}")
                .json();
        assertEquals(List.of("amber"), answer.strings("suggestions"));
    }

    @Test
    void tooManyCallsAreToldWhenToComeBackAndHeartbeatsAreNotCounted() throws IOException {
        MeshSettings strict = new MeshSettings(
                new Liveness(Duration.ofSeconds(30), Duration.ofSeconds(60)),
                MeshSettings.DEFAULT.defaultLease(),
                3,
                Duration.ofSeconds(10),
                MeshSettings.DEFAULT.keepRead(),
                MeshSettings.DEFAULT.keepUnread(),
                MeshSettings.DEFAULT.keepEvents());
        try (ApiUnderTest limited = new ApiUnderTest(strict, UnaryOperator.identity())) {
            String peer = limited.join("busy");
            String body = "{\"peerId\":\"" + peer + "\"}";
            for (int i = 0; i < 10; i++) limited.ok("/heartbeat", body);
            for (int i = 0; i < 3; i++) limited.ok("/messages", body);
            Response refused = limited.post("/messages", body);
            assertEquals(429, refused.status());
            assertEquals("rate_limited", refused.code());
            int seconds = Integer.parseInt(refused.headers().get("retry-after"));
            assertTrue(seconds >= 1 && seconds <= 10, "Retry-After: " + seconds);
        }
    }
}
