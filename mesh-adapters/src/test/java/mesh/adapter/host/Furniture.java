package mesh.adapter.host;

import java.util.Map;
import java.util.Set;

/** Configuration files as people have them: grown, commented, and not all in one style. */
final class Furniture {
    static final Set<String> HAS_COMMENTS = Set.of("mcp.json", "settings.local.json");

    static final Map<String, String> FILES = Map.ofEntries(
            Map.entry(".claude.json", """
                    {
                      "numStartups": 412,
                      "tipsHistory": {"shift-enter": 9, "memory-command": 211},
                      "projects": {
                        "/home/me/shop": {
                          "allowedTools": [],
                          "history": [{"display": "fix the \\"cart\\" test {", "pastedContents": {}}],
                          "mcpServers": {}
                        }
                      },
                      "mcpServers": {
                        "github": {"type": "http", "url": "https://api.example.com/mcp", "headers": {"Authorization": "Bearer x"}}
                      },
                      "userID": "0123"
                    }"""),
            Map.entry(".claude/settings.json", """
                    {
                        "$schema": "https://json.schemastore.org/claude-code-settings.json",
                        "permissions": { "allow": ["Bash(npm test:*)"], "deny": [] },
                        "hooks": {
                            "PreToolUse": [
                                {
                                    "matcher": "Bash",
                                    "hooks": [ { "type": "command", "command": "~/bin/check.sh", "timeout": 5 } ]
                                }
                            ],
                            "Notification": []
                        },
                        "model": "opus"
                    }
                    """),
            Map.entry(
                    ".claude/settings.local.json",
                    "{\r\n\t\"permissions\": {\r\n\t\t\"allow\": [\r\n\t\t\t\"WebFetch(domain:example.com)\"\r\n\t\t]\r\n\t}\r\n}\r\n"),
            Map.entry(".mcp.json", "{\"mcpServers\":{\"db\":{\"command\":\"npx\",\"args\":[\"-y\",\"db-mcp\"]}}}\n"),
            Map.entry(".cursor/mcp.json", """
                    {
                      // team servers
                      "mcpServers": {
                        "linear": { "url": "https://mcp.linear.app/sse" }, // read only
                      },
                    }
                    """),
            Map.entry(".cursor/hooks.json", """
                    {
                      "version": 1,
                      "hooks": {
                        "afterFileEdit": [{ "command": "./hooks/format.sh" }],
                        "stop": [{ "command": "./hooks/notify.sh", "loop_limit": 3 }]
                      }
                    }
                    """),
            Map.entry(".codex/config.toml", """
                    model = "gpt-5-codex"
                    model_reasoning_effort = "high"
                    notify = ["python3", "/home/me/notify.py"]

                    [mcp_servers.docs]   # read only
                    command = "npx"
                    args = ["-y", "docs-mcp"]
                    env = { "API_KEY" = "x" }

                    [projects."/home/me/shop"]
                    trust_level = "trusted"

                    [tui]
                    notifications = true
                    """),
            Map.entry(
                    ".codex/hooks.json",
                    "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"say done\"}]}]}}"),
            Map.entry(".codex/AGENTS.md", "# Everywhere\n\n- Answer briefly.\n"),
            Map.entry("AGENTS.md", "# Shop\r\n\r\nRun `npm test` before a commit."),
            Map.entry(".vscode/mcp.json", """
                    {
                    	"inputs": [
                    		{ "type": "promptString", "id": "key", "description": "Key", "password": true },
                    	],
                    	"servers": {
                    		/* started on demand */
                    		"fetch": {
                    			"type": "stdio",
                    			"command": "uvx",
                    			"args": ["mcp-server-fetch"],
                    		},
                    	},
                    }
                    """),
            Map.entry(".config/Code/User/mcp.json", "{\n\t\"servers\": {}\n}"),
            Map.entry(".config/devin/mcp_config.json", "{\n  \"mcpServers\": {\n  }\n}\n"),
            Map.entry(".codeium/windsurf/mcp_config.json", "{}"),
            Map.entry(
                    ".windsurf/hooks.json",
                    "{\n  \"hooks\": {\n    \"pre_run_command\": [\n      {\n        \"command\": \"python3 check.py\",\n"
                            + "        \"show_output\": true\n      }\n    ]\n  }\n}\n"),
            Map.entry(".gemini/settings.json", """
                    {
                      "security": { "auth": { "selectedType": "oauth-personal" } },
                      "ui": { "theme": "GitHub" },
                      "hooks": {
                        "BeforeTool": [
                          { "matcher": "run_shell_command", "hooks": [{ "type": "command", "command": "./audit.sh" }] }
                        ]
                      }
                    }
                    """),
            Map.entry(".gemini/config/mcp_config.json", ""),
            Map.entry(".gemini/antigravity/mcp_config.json", "{\n  \"mcpServers\": {}\n}\n"),
            Map.entry(
                    ".agents/mcp_config.json",
                    "\uFEFF{ \"mcpServers\": { \"x\": { \"serverUrl\": \"https://x\" } } }"));

    private Furniture() {}
}
