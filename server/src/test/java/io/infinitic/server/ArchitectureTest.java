package io.infinitic.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules point one way. */
@AnalyzeClasses(
    packages = "io.infinitic",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /** The worker's scenarios come as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("schemas")
          .definedBy("io.infinitic.schemas..")
          .layer("common")
          .definedBy(
              "io.infinitic.transport..",
              "io.infinitic.wire..",
              "io.infinitic.engine..",
              "io.infinitic.calendar..",
              "io.infinitic.store..",
              "io.infinitic.memory..",
              "io.infinitic.config.spi..")
          .layer("sdk")
          .definedBy(
              "io.infinitic.annotations..",
              "io.infinitic.exceptions..",
              "io.infinitic.functions..",
              "io.infinitic.runtime..",
              "io.infinitic.stubs..",
              "io.infinitic.tasks",
              "io.infinitic.workflows")
          .layer("task engine")
          .definedBy("io.infinitic.tasks.engine..")
          .layer("workflow engine")
          .definedBy("io.infinitic.workflows.engine..")
          .layer("host")
          .definedBy("io.infinitic.host..")
          .layer("stores")
          .definedBy("io.infinitic.stores..")
          .layer("pulsar")
          .definedBy("io.infinitic.pulsar")
          .layer("embedded")
          .definedBy("io.infinitic.pulsar.embedded..")
          .layer("client")
          .definedBy("io.infinitic.clients..", "io.infinitic.values..", "io.infinitic.config")
          .layer("worker")
          .definedBy("io.infinitic.workers..")
          .layer("examples")
          .definedBy("io.infinitic.examples..")
          .layer("server")
          .definedBy("io.infinitic.server..")
          .whereLayer("schemas")
          .mayNotAccessAnyLayer()
          .whereLayer("sdk")
          .mayNotAccessAnyLayer()
          .whereLayer("common")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("task engine")
          .mayOnlyAccessLayers("schemas", "common")
          .whereLayer("workflow engine")
          .mayOnlyAccessLayers("schemas", "common")
          .whereLayer("host")
          .mayOnlyAccessLayers("schemas", "common", "task engine", "workflow engine")
          .whereLayer("stores")
          .mayOnlyAccessLayers("schemas", "common")
          .whereLayer("pulsar")
          .mayOnlyAccessLayers("schemas", "common")
          .whereLayer("embedded")
          .mayOnlyAccessLayers("pulsar")
          .whereLayer("client")
          .mayOnlyAccessLayers("schemas", "common", "sdk")
          .whereLayer("worker")
          .mayOnlyAccessLayers("schemas", "common", "sdk", "client", "host")
          .whereLayer("examples")
          .mayOnlyAccessLayers("sdk", "client", "worker")
          .whereLayer("server")
          .mayNotBeAccessedByAnyLayer()
          // What runs an example in one process makes its log and its store; the examples do not.
          .ignoreDependency(
              resideInAPackage("io.infinitic.examples"),
              resideInAnyPackage("io.infinitic.memory", "io.infinitic.transport"));

  @ArchTest
  static final ArchRule enginesKnowNoOutside =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.infinitic.tasks.engine..",
              "io.infinitic.workflows.engine..",
              "io.infinitic.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.pulsar..",
              "java.sql..",
              "java.util.concurrent..",
              "java.net..",
              "java.io..",
              "java.time..",
              "io.infinitic.store..");
}
