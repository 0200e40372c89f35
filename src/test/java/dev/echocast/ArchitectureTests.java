package dev.echocast;

import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.echocast.transport.Until;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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
			.ensureAllClassesAreContainedInArchitecture()
			.layer("root")
			.definedBy("dev.echocast")
			.layer("access")
			.definedBy("dev.echocast.access..")
			.layer("log")
			.definedBy("dev.echocast.log..")
			.layer("memory")
			.definedBy("dev.echocast.memory..")
			.layer("frame")
			.definedBy("dev.echocast.frame..")
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
			.layer("startup")
			.definedBy("dev.echocast.startup..")
			.whereLayer("access")
			.mayNotAccessAnyLayer()
			.whereLayer("log")
			.mayNotAccessAnyLayer()
			.whereLayer("memory")
			.mayNotAccessAnyLayer()
			.whereLayer("frame")
			.mayNotAccessAnyLayer()
			.whereLayer("transport")
			.mayOnlyAccessLayers("access", "frame", "log", "memory")
			.whereLayer("session")
			.mayOnlyAccessLayers("access", "frame", "transport", "memory")
			.whereLayer("echo")
			.mayOnlyAccessLayers("access", "session", "transport")
			.whereLayer("engine")
			.mayOnlyAccessLayers("log", "memory")
			.whereLayer("redis")
			.mayOnlyAccessLayers("access", "engine", "log")
			.whereLayer("broadcast")
			.mayOnlyAccessLayers("access", "log", "session", "transport", "engine", "memory")
			.whereLayer("web")
			.mayOnlyAccessLayers("access", "broadcast", "session", "transport", "engine", "memory")
			.whereLayer("client")
			.mayOnlyAccessLayers("frame")
			.whereLayer("cli")
			.mayOnlyAccessLayers("client")
			.whereLayer("startup")
			.mayNotAccessAnyLayer()
			.whereLayer("root")
			.mayNotBeAccessedByAnyLayer()
			.check(MAIN);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("dev.echocast.(**)").should().beFreeOfCycles().check(MAIN);
	}

	/**
	 * NullAway leaves out what lacks it.
	 */
	@Test
	void everyPackageIsNullMarked() {
		Set<String> packages = MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).isNotEmpty().allMatch((name) -> MAIN.getPackage(name).isAnnotatedWith(NullMarked.class));
	}

	/**
	 * The build runs what its name tells it to, and of classes inside those what is
	 * nested.
	 */
	@Test
	void everyTestRuns() {
		// The tests alone, without all that they use.
		JavaClasses tests = ArchConfiguration.withThreadLocalScope((configuration) -> {
			configuration.setResolveMissingDependenciesFromClassPath(false);
			return new ClassFileImporter().withImportOption(new ImportOption.OnlyIncludeTests())
				.importPackages("dev.echocast");
		});
		methods().that()
			.areAnnotatedWith(Test.class)
			.or()
			.areAnnotatedWith(ParameterizedTest.class)
			.and()
			.areDeclaredInClassesThat()
			.areNotInterfaces()
			.should()
			.beDeclaredInClassesThat()
			.haveNameMatching("[^$]+(Tests|Conformance)")
			.orShould()
			.beDeclaredInClassesThat()
			.areAnnotatedWith(Nested.class)
			.check(tests);
	}

	@Test
	void framesArePure() {
		classes().that()
			.resideInAPackage("dev.echocast.frame..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.echocast.frame..", "java..", "io.netty.buffer..", "io.netty.util..",
					"org.jspecify..")
			.check(MAIN);
	}

	@Test
	void theEngineKnowsNeitherWebSocketNorHttp() {
		noClasses().that()
			.resideInAPackage("dev.echocast.engine..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.web..", "org.springframework.http..",
					"io.netty.handler.codec.http..", "reactor.netty..")
			.check(MAIN);
	}

	/**
	 * Its library is used without the server; {@code src/main/client/pom.xml} names what
	 * it brings.
	 */
	@Test
	void theClientUsesOnlyWhatItsLibraryBrings() {
		classes().that()
			.resideInAnyPackage("dev.echocast.client..", "dev.echocast.frame..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.echocast.client..", "dev.echocast.frame..", "java..", "javax.net.ssl..",
					"io.netty..", "reactor..", "org.reactivestreams..", "tools.jackson..", "org.jspecify..")
			.check(MAIN);
	}

	@Test
	void nothingOnTheServerBlocks() {
		noClasses().that()
			.resideOutsideOfPackages("dev.echocast.client..", "dev.echocast.cli..")
			.should()
			.callMethodWhere(calls("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream"))
			.check(MAIN);
	}

	@Test
	void handlersComposeAndNeverSubscribe() {
		noClasses().that()
			.haveSimpleNameEndingWith("Handler")
			.or()
			.resideInAnyPackage("dev.echocast.echo..", "dev.echocast.web..")
			.should()
			.callMethodWhere(calls("subscribe", "subscribeWith"))
			.check(MAIN);
	}

	/**
	 * It does not cancel the stream when what it waits for fails.
	 */
	@Test
	void streamsAreEndedByOthersInOneWay() {
		noClasses().that()
			.doNotHaveFullyQualifiedName(Until.class.getName())
			.should()
			.callMethodWhere(calls("takeUntilOther"))
			.check(MAIN);
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
