package dev.echocast.engine.redis;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.BroadcastEngineContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RedisEngineTests implements BroadcastEngineContract {

	private static RedisFixture redis;

	private RedisEngine engine;

	@BeforeAll
	static void startRedis() {
		redis = new RedisFixture();
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@BeforeEach
	void start() {
		this.engine = redis.engine();
	}

	@AfterEach
	void reset() {
		redis.reset();
	}

	@Override
	public BroadcastEngine engine() {
		return this.engine;
	}

	@Override
	public int historySize() {
		return 20;
	}

}
