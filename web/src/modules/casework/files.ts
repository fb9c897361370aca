// Photos are made small before they leave the device: less to send, and less in them.
export const longestSide = 2560
export const bytesMax = 10 * 1024 * 1024
/** A JPEG up to this size goes as it is. */
const smallJpeg = 1_000_000

export interface Picture {
  type: string
  bytes: number
  /** 0 when the browser cannot read it; the server perhaps can. */
  width: number
  height: number
}

/** The size in which a picture is drawn anew, or null when it is sent as it is. */
export function drawnSize({ type, bytes, width, height }: Picture): { width: number; height: number } | null {
  if (!width || !height || type === 'application/pdf') return null
  const longest = Math.max(width, height)
  if (longest <= longestSide && type === 'image/jpeg' && bytes <= smallJpeg) return null
  const scale = Math.min(1, longestSide / longest)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** The file to send instead of `file`: a smaller JPEG where that helps, upright and on white. */
export async function shrunk(file: File): Promise<Blob> {
  if (file.type === 'application/pdf') return file
  // Not through an <img>: the page may load no pictures from blob addresses.
  const image = await createImageBitmap(file).catch(() => null)
  if (!image) return file
  const size = drawnSize({ type: file.type, bytes: file.size, width: image.width, height: image.height })
  const canvas = document.createElement('canvas')
  const pen = size && canvas.getContext('2d')
  if (!size || !pen) return file
  Object.assign(canvas, size)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(image, 0, 0, size.width, size.height)
  image.close()
  const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85))
  return jpeg ?? file
}

/** "820 KB", "1.4 MB" */
export const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(Math.floor(bytes / 100_000) / 10).toFixed(1)} MB`
