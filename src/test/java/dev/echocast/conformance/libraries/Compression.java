package dev.echocast.conformance.libraries;

/**
 * How the service compresses.
 */
enum Compression {

	OFF, ON, WITH_CONTEXT;

	String[] options() {
		return new String[] { "--echocast.transport.compression=" + (this != OFF),
				"--echocast.transport.compression-context-takeover=" + (this == WITH_CONTEXT) };
	}

}
