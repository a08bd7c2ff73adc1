package mesh.adapter.mcp.era2026;

import mesh.adapter.mcp.tool.Catalogue;
import mesh.adapter.mcp.tool.Toolbox;

/** The tool catalogue of an era without sessions: each tool takes the handle of the peer that calls it. */
final class Tools {
    private static final String ARGUMENTS = "\"inputSchema\":{\"type\":\"object\",\"properties\":{";
    private static final String HANDLE =
            "\"" + Toolbox.HANDLE + "\":{\"type\":\"string\",\"description\":\"Your handle, once you were given one\"}";

    /** The array of all eight tools as compact JSON. */
    static final String WITH_HANDLE =
            Catalogue.TOOLS.replace(ARGUMENTS, ARGUMENTS + HANDLE + ",").replace(HANDLE + ",}", HANDLE + "}");

    private Tools() {}
}
