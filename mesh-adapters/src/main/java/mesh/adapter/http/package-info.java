/** The calls of the mesh over HTTP, on the JDK's own server: routes, token, limits, long poll, event stream, metrics. */
package mesh.adapter.http;
