package mesh.adapter.wire;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** The one set-up of the streaming JSON library: every limit on what is read is here. */
final class Jackson {
    /** Largest JSON document that is read: a body or a frame. */
    static final int MAX_DOCUMENT_BYTES = 1024 * 1024;

    /** Longest string, for the protocols that take larger documents. */
    static final int MAX_STRING_CHARS = 4 * 1024 * 1024;

    static final int MAX_DEPTH = 64;
    static final int MAX_NAME_CHARS = 1_024;
    static final int MAX_NUMBER_CHARS = 100;
    /** Bounds the memory that one document can turn into. */
    static final int MAX_TOKENS = 100_000;

    private static final int MAX_ECHOED_CHARS = 20;

    /**
     * Names are not interned, since strangers choose them. What is written takes the bytes that UTF-8 takes, emoji as
     * well: a value that fits its limit when it comes in fits when it goes out. Buffers come from a shared pool: with a thread for each
     * request, buffers that belong to a thread would never be used again.
     */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_CHARS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .errorReportConfiguration(ErrorReportConfiguration.builder()
                    .maxErrorTokenLength(MAX_ECHOED_CHARS)
                    .maxRawContentLength(0)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();

    private Jackson() {}
}
