package io.infinitic.examples.children;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BookTranslationTest {

  private final CountDownLatch patience = new CountDownLatch(1);
  private final TranslationService translations =
      new TranslationService() {
        @Override
        public String translate(String text, String language) {
          if (text.contains("untranslatable")) {
            throw new TaskFailure(text).notRetryable();
          } else if (text.contains("long")) {
            waitFor(patience);
          }
          return text + " in " + language;
        }

        @Override
        public String proofread(String text) {
          return text + ", proofread";
        }
      };
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(TranslationService.class, translations, ServiceSettings.defaults())
                  .addWorkflow(BookTranslation.class, BookTranslationImpl.class)
                  .addWorkflow(ChapterTranslation.class, ChapterTranslationImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    patience.countDown();
    worker.close();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private BookTranslation newBook(String id) {
    return client.newWorkflow(BookTranslation.class, WorkflowOptions.defaults().withWorkflowId(id));
  }

  /** States of the chapters, in order. */
  private List<WorkflowState> chapters(String book) {
    return client.list(WorkflowQuery.all().withIdPrefix(book + "/chapter-")).items().stream()
        .sorted(Comparator.comparing(WorkflowSummary::workflowId))
        .map(WorkflowSummary::state)
        .toList();
  }

  @Test
  void chaptersAreGatheredInOrder() {
    assertThat(newBook("b1").translate(List.of("one", "two", "three"), "French"))
        .containsExactly(
            "one in French, proofread", "two in French, proofread", "three in French, proofread");
    assertThat(chapters("b1"))
        .containsExactly(WorkflowState.COMPLETED, WorkflowState.COMPLETED, WorkflowState.COMPLETED);
  }

  @Test
  void childFailsItsParentAndTheOthersAreCancelled() throws Exception {
    WorkflowFailedException failed =
        catchThrowableOfType(
            WorkflowFailedException.class,
            () -> newBook("b2").translate(List.of("a long one", "untranslatable"), "French"));
    assertThat(failed.getWorkflowId()).isEqualTo("b2");
    assertThat(failed.getFailure().getName()).isEqualTo(WorkflowFailedException.class.getName());
    assertThat(failed).hasMessageContaining("b2/chapter-1").hasMessageContaining("untranslatable");
    InMemory.until(
        () -> chapters("b2").equals(List.of(WorkflowState.CANCELED, WorkflowState.FAILED)));
  }

  @Test
  void cancellationOfTheParentReachesTheChildren() throws Exception {
    Deferred<List<String>> book =
        client.dispatch(newBook("b3")::translate, List.of("a long one", "two"), "French");
    InMemory.until(
        () -> chapters("b3").equals(List.of(WorkflowState.RUNNING, WorkflowState.COMPLETED)));
    BookTranslation running = client.getWorkflowById(BookTranslation.class, "b3");
    InMemory.until(() -> client.describe(running).children().size() == 1);
    client.cancel(running);
    assertThat(catchThrowableOfType(WorkflowCanceledException.class, book::await)).isNotNull();
    InMemory.until(
        () -> chapters("b3").equals(List.of(WorkflowState.CANCELED, WorkflowState.COMPLETED)));
  }
}
