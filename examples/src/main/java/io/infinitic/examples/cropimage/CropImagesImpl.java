package io.infinitic.examples.cropimage;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;

/** All downloads at once, then all resizes, then all uploads. */
public class CropImagesImpl extends Workflow implements CropImages {

  private final ImageService images = newService(ImageService.class);

  @Override
  public List<String> cropAll(List<String> imageUrls, int width) {
    List<Deferred<String>> downloads = new ArrayList<>();
    for (String url : imageUrls) {
      downloads.add(dispatch(images::download, url));
    }
    List<Deferred<String>> resizes = new ArrayList<>();
    for (Deferred<String> download : downloads) {
      resizes.add(dispatch(images::resize, download.await(), width));
    }
    List<Deferred<String>> uploads = new ArrayList<>();
    for (Deferred<String> resize : resizes) {
      uploads.add(dispatch(images::upload, resize.await()));
    }
    return Deferred.and(uploads).await();
  }
}
