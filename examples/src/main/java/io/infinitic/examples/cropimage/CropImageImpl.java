package io.infinitic.examples.cropimage;

import io.infinitic.workflows.Workflow;

/** Three tasks, one after the other. */
public class CropImageImpl extends Workflow implements CropImage {

  private final ImageService images = newService(ImageService.class);

  @Override
  public String crop(String imageUrl, int width) {
    String image = images.download(imageUrl);
    String small = images.resize(image, width);
    return images.upload(small);
  }
}
