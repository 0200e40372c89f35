package dev.echocast.client;

/**
 * A message on its way out, and who is told. Of identity: the same message may be sent
 * twice.
 */
final class Outgoing {

	final Message message;

	final int size;

	final Sender sender;

	Outgoing(Message message, int size, Sender sender) {
		this.message = message;
		this.size = size;
		this.sender = sender;
	}

}
