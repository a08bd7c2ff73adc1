package mesh.adapter.http;

import mesh.adapter.wire.Answer;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;

/** A request that is refused for its form, before any call is made. */
final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    HttpRefusal(ErrorCode code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    Answer answer() {
        return ErrorJson.answer(code, getMessage());
    }

    ErrorCode code() {
        return code;
    }
}
