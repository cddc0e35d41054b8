package dev.terse.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.ResultSet;
import java.sql.Statement;

@AnalyzeClasses(packages = "dev.terse", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SERVICES = {
        "dev.terse.create..", "dev.terse.redirect..", "dev.terse.journal..", "dev.terse.worker.."
    };
    private static final String[] OUTSIDE_CORE = {
        "dev.terse.app..",
        "dev.terse.create..",
        "dev.terse.redirect..",
        "dev.terse.journal..",
        "dev.terse.worker..",
        "dev.terse.web..",
        "dev.terse.storage.."
    };

    @ArchTest
    static final ArchRule core_knowsNoOtherRoom = noClasses()
            .that()
            .resideOutsideOfPackages(OUTSIDE_CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUTSIDE_CORE)
            .because("the domain has to be understood, tested and kept without any service or store");

    @ArchTest
    static final ArchRule core_doesNoIo = noClasses()
            .that()
            .resideOutsideOfPackages(OUTSIDE_CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..", "java.nio.channels..", "io.vertx..")
            .because("a rule of the domain that does I/O can't be a pure function of what it is given");

    @ArchTest
    static final ArchRule create_knowsNeitherOtherServicesNorStorage = noClasses()
            .that()
            .resideInAPackage("dev.terse.create..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.terse.redirect..",
                    "dev.terse.journal..",
                    "dev.terse.worker..",
                    "dev.terse.storage..",
                    "dev.terse.app..")
            .because("the services run, fail and scale alone; what they share is in core and web");

    @ArchTest
    static final ArchRule redirect_knowsNeitherOtherServicesNorStorage = noClasses()
            .that()
            .resideInAPackage("dev.terse.redirect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.terse.create..", "dev.terse.worker..", "dev.terse.storage..", "dev.terse.app..")
            .because("the services run, fail and scale alone; what they share is in core and web");

    @ArchTest
    static final ArchRule journal_knowsTheDomainAlone = noClasses()
            .that()
            .resideInAPackage("dev.terse.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.terse.redirect..", "dev.terse.web..", "io.vertx..", "io.netty..")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.terse.create..", "dev.terse.worker..", "dev.terse.storage..", "dev.terse.app..")
            .because("clicks of a dead process are shipped without any server");

    @ArchTest
    static final ArchRule worker_knowsNeitherOtherServicesNorStorage = noClasses()
            .that()
            .resideInAPackage("dev.terse.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.terse.create..",
                    "dev.terse.redirect..",
                    "dev.terse.journal..",
                    "dev.terse.storage..",
                    "dev.terse.web..",
                    "dev.terse.app..")
            .because("the services run, fail and scale alone; the worker speaks no HTTP");

    @ArchTest
    static final ArchRule web_knowsNoServiceAndNoStorage = noClasses()
            .that()
            .resideInAPackage("dev.terse.web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.terse.create..",
                    "dev.terse.redirect..",
                    "dev.terse.journal..",
                    "dev.terse.worker..",
                    "dev.terse.storage..",
                    "dev.terse.app..")
            .because("what services share must not know who shares it");

    @ArchTest
    static final ArchRule storage_knowsOnlyTheDomain = noClasses()
            .that()
            .resideInAPackage("dev.terse.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.terse.create..",
                    "dev.terse.redirect..",
                    "dev.terse.journal..",
                    "dev.terse.worker..",
                    "dev.terse.web..",
                    "dev.terse.app..")
            .because("a third engine has to be possible without touching a service");

    @ArchTest
    static final ArchRule sql_isInStorageOnly = noClasses()
            .that()
            .resideOutsideOfPackage("dev.terse.storage..")
            .should()
            .dependOnClassesThat(DescribedPredicate.<JavaClass>describe(
                    "run SQL",
                    type -> type.isAssignableTo(Statement.class)
                            || type.isAssignableTo(ResultSet.class)
                            || type.getPackageName().startsWith("org.jdbi")
                            || type.getPackageName().startsWith("org.flywaydb")))
            .because("all SQL stands beside its row mapping, in one room; the worker only hands a DataSource on");

    @ArchTest
    static final ArchRule services_doNotAskForTheirRole = noClasses()
            .that()
            .resideInAnyPackage(SERVICES)
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Role")
            .because("what differs between the roles is handed to a service's constructor");

    @ArchTest
    static final ArchRule eventLoopServer_isKnownToHttpRoomsOnly = noClasses()
            .that()
            .resideOutsideOfPackages("dev.terse.web..", "dev.terse.create..", "dev.terse.redirect..", "dev.terse.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("no reactive type leaves the rooms that speak HTTP");

    @ArchTest
    static final ArchRule packages_areFreeOfCycles = slices().matching("dev.terse.(*)..")
            .namingSlices("$1")
            .should()
            .beFreeOfCycles()
            .because("packages that know each other in a circle are one package");

    @ArchTest
    static final ArchRule names_sayWhatAThingIs = classes()
            .should(new NamedForWhatTheyAre())
            .because("Impl, Manager, Helper, Util and Common say nothing about the thing");
}
