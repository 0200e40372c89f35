package dev.echocast;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.base.DescribedPredicate;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The imports between packages form a directed acyclic graph, and handlers only compose.
 */
class ArchitectureTests {

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.echocast");

	@Test
	void packagesImportOnlyWhatTheDesignAllows() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("root")
			.definedBy("dev.echocast")
			.layer("transport")
			.definedBy("dev.echocast.transport..")
			.layer("session")
			.definedBy("dev.echocast.session..")
			.layer("echo")
			.definedBy("dev.echocast.echo..")
			.layer("broadcast")
			.definedBy("dev.echocast.broadcast..")
			.layer("engine")
			.definedBy("dev.echocast.engine")
			.layer("redis")
			.definedBy("dev.echocast.engine.redis..")
			.layer("web")
			.definedBy("dev.echocast.web..")
			.layer("client")
			.definedBy("dev.echocast.client..")
			.layer("cli")
			.definedBy("dev.echocast.cli..")
			.whereLayer("transport")
			.mayNotAccessAnyLayer()
			.whereLayer("session")
			.mayOnlyAccessLayers("transport")
			.whereLayer("echo")
			.mayOnlyAccessLayers("session", "transport")
			.whereLayer("engine")
			.mayNotAccessAnyLayer()
			.whereLayer("redis")
			.mayOnlyAccessLayers("engine")
			.whereLayer("broadcast")
			.mayOnlyAccessLayers("session", "transport", "engine")
			.whereLayer("web")
			.mayOnlyAccessLayers("broadcast", "session", "transport", "engine")
			.whereLayer("client")
			.mayNotAccessAnyLayer()
			.whereLayer("cli")
			.mayOnlyAccessLayers("client")
			.whereLayer("root")
			.mayNotBeAccessedByAnyLayer()
			.check(MAIN);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("dev.echocast.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(MAIN);
	}

	@Test
	void theEngineKnowsNeitherWebSocketNorHttp() {
		rule(noClasses().that()
			.resideInAPackage("dev.echocast.engine..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.web..", "org.springframework.http..",
					"io.netty.handler.codec.http..", "reactor.netty.."));
	}

	@Test
	void nothingOnTheServerBlocks() {
		rule(noClasses().that()
			.resideOutsideOfPackages("dev.echocast.client..", "dev.echocast.cli..")
			.should()
			.callMethodWhere(calls("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream")));
	}

	@Test
	void handlersComposeAndNeverSubscribe() {
		rule(noClasses().that()
			.haveSimpleNameEndingWith("Handler")
			.or()
			.resideInAnyPackage("dev.echocast.echo..", "dev.echocast.web..")
			.should()
			.callMethodWhere(calls("subscribe", "subscribeWith")));
	}

	private static void rule(ArchRule rule) {
		rule.allowEmptyShould(true).check(MAIN);
	}

	private static DescribedPredicate<JavaMethodCall> calls(String... names) {
		return DescribedPredicate.describe("calls " + String.join("/", names) + " of a Publisher", call -> {
			boolean reactive = call.getTargetOwner().isAssignableTo(Publisher.class)
					|| call.getTargetOwner().isEquivalentTo(Flux.class)
					|| call.getTargetOwner().isEquivalentTo(Mono.class);
			return reactive && java.util.List.of(names).contains(call.getName());
		});
	}

}
