package dev.echocast.transport;

import java.util.Map;

/**
 * Where a package serves its endpoints; every bean of this type is mapped.
 *
 * @param endpoints endpoints by path pattern
 */
public record WebSocketRoutes(Map<String, Endpoint> endpoints) {

}
