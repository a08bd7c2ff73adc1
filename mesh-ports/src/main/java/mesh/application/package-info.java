/** The use cases: load, decide, save. Runs inside the broker, or in any program that embeds one. */
package mesh.application;
