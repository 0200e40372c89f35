package dev.echocast.frame;

/**
 * The side of a connection that reads here. What a client sends is masked, what a server
 * sends is not (RFC 6455, section 5.1).
 */
public enum Role {

	SERVER, CLIENT

}
