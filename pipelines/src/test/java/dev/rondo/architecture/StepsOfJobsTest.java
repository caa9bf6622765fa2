package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rondo.worker.WorkFn;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.junit.jupiter.api.Test;

/** A worker of another build would do what its own classes say, and nothing would tell. */
class StepsOfJobsTest {
  @Test
  void everyStepOfAJobAsksForTheBuildOfItsDriverFirst() throws ClassNotFoundException {
    List<String> steps =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.rondo")
                .stream()
                .filter(type -> type.isAssignableTo(DoFn.class))
                .map(JavaClass::getName)
                .filter(name -> !name.equals(WorkFn.class.getName()))
                .toList();

    assertThat(steps).hasSizeGreaterThanOrEqualTo(9);
    for (String step : steps) {
      var setup = DoFnSignatures.getSignature(Class.forName(step).asSubclass(DoFn.class)).setup();
      assertThat(setup).as(step).isNotNull();
      assertThat(setup.targetMethod().getDeclaringClass()).as(step).isEqualTo(WorkFn.class);
    }
  }
}
