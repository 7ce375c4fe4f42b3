// A cinema, as NestJS applications are written: `node dist/app.js describe` prints its OpenAPI description, `node dist/app.js
// serve` listens on a free port of the loopback.
//
// `GET /_sent`, which is not described, returns the last request as it arrived.

import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  Body,
  CanActivate,
  ConflictException,
  Controller,
  Delete,
  ExecutionContext,
  ForbiddenException,
  Get,
  Headers,
  HttpCode,
  HttpException,
  HttpStatus,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseArrayPipe,
  ParseBoolPipe,
  ParseEnumPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
  Type,
  UnauthorizedException,
  UnprocessableEntityException,
  UploadedFile,
  UploadedFiles,
  UseGuards,
  UseInterceptors,
  ValidationPipe,
  applyDecorators,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FileInterceptor, FilesInterceptor } from '@nestjs/platform-express';
import {
  ApiBasicAuth,
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExcludeController,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiProduces,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiSecurity,
  ApiTags,
  DocumentBuilder,
  PartialType,
  SwaggerModule,
  getSchemaPath,
} from '@nestjs/swagger';
import { Type as ToType } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsDateString,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNumberString,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { NextFunction, Request, Response } from 'express';

// Requests are kept for `/_sent`.

let lastRequest: object = {};

function recordRequests(request: Request, _response: Response, next: NextFunction) {
  if (request.path === '/_sent') {
    return next();
  }
  const [path, query = ''] = request.originalUrl.split('?');
  const { method, headers } = request;
  const record = { method, path, query, headers, body: '' };
  lastRequest = record;
  // Seen on its way to whatever reads it: a listener would start the flow before that listens.
  const emit = request.emit.bind(request);
  request.emit = (event: string | symbol, ...values: unknown[]) => {
    if (event === 'data') {
      record.body += (values[0] as Buffer).toString();
    }
    return emit(event, ...values);
  };
  next();
}

@ApiExcludeController()
@Controller()
class SentController {
  @Get('_sent')
  sent() {
    return lastRequest;
  }
}

// Data transfer objects.

enum Genre {
  Drama = 'drama',
  Comedy = 'comedy',
  SciFi = 'sci-fi',
}

enum Rating {
  Poor = 1,
  Good = 2,
  Great = 3,
}

class PersonDto {
  @ApiProperty()
  @IsString()
  name: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, required: false })
  @IsOptional()
  @IsDateString()
  born?: string | null;
}

class CreateMovieDto {
  @ApiProperty({ maxLength: 60, example: 'Solaris' })
  @IsString()
  @MaxLength(60)
  title: string;

  @ApiProperty({ enum: Genre, enumName: 'Genre' })
  @IsEnum(Genre)
  genre: Genre;

  @ApiProperty({ minimum: 1, type: 'integer' })
  @IsInt()
  @Min(1)
  minutes: number;

  @ApiProperty({ enum: Rating, enumName: 'Rating', required: false })
  @IsOptional()
  @IsEnum(Rating)
  rating?: Rating;

  @ApiProperty({ type: PersonDto })
  @ValidateNested()
  @ToType(() => PersonDto)
  director: PersonDto;

  @ApiPropertyOptional({ type: [String], default: [] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  tagline?: string | null;

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDateString()
  releasedOn?: string;

  @ApiPropertyOptional({ type: String, example: '9.50' })
  @IsOptional()
  @IsNumberString()
  price?: string;
}

class UpdateMovieDto extends PartialType(CreateMovieDto) {}

class MovieDto extends CreateMovieDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  createdAt: Date;

  @ApiProperty({ type: PersonDto, nullable: true })
  producer: PersonDto | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  votes: Record<string, number>;
}

class PageMetaDto {
  @ApiProperty()
  page: number;

  @ApiProperty()
  take: number;

  @ApiProperty()
  itemCount: number;

  @ApiProperty()
  hasNextPage: boolean;
}

class PageDto<T> {
  data: T[];

  @ApiProperty({ type: () => PageMetaDto })
  meta: PageMetaDto;
}

class PageOptionsDto {
  @ApiPropertyOptional({ minimum: 1, default: 1, type: 'integer' })
  @IsOptional()
  @ToType(() => Number)
  @IsInt()
  @Min(1)
  page: number = 1;

  @ApiPropertyOptional({ minimum: 1, maximum: 50, default: 10, type: 'integer' })
  @IsOptional()
  @ToType(() => Number)
  @IsInt()
  @Min(1)
  @Max(50)
  take: number = 10;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' })
  @IsOptional()
  @IsIn(['asc', 'desc'])
  order?: 'asc' | 'desc';
}

/** The way of the documentation of @nestjs/swagger to describe a generic page. */
function ApiPageOf<T extends Type<unknown>>(item: T) {
  return applyDecorators(
    ApiExtraModels(PageDto, item),
    ApiOkResponse({
      schema: {
        allOf: [
          { $ref: getSchemaPath(PageDto) },
          { properties: { data: { type: 'array', items: { $ref: getSchemaPath(item) } } } },
        ],
      },
    }),
  );
}

class LoginDto {
  @ApiProperty()
  @IsEmail()
  email: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  password: string;
}

class TokenDto {
  @ApiProperty()
  accessToken: string;
}

class ErrorDto {
  @ApiProperty()
  statusCode: number;

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] })
  message: string | string[];

  @ApiPropertyOptional()
  error?: string;
}

class SeatDto {
  @ApiProperty({ enum: ['seat'] })
  @IsIn(['seat'])
  kind: 'seat';

  @ApiProperty()
  @IsInt()
  row: number;

  @ApiProperty()
  @IsInt()
  number: number;
}

class BoxDto {
  @ApiProperty({ enum: ['box'] })
  @IsIn(['box'])
  kind: 'box';

  @ApiProperty()
  @IsString()
  name: string;
}

@ApiExtraModels(SeatDto, BoxDto)
class BookingDto {
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(SeatDto) }, { $ref: getSchemaPath(BoxDto) }],
    discriminator: { propertyName: 'kind', mapping: { seat: getSchemaPath(SeatDto), box: getSchemaPath(BoxDto) } },
  })
  @ValidateNested()
  @ToType(() => Object, {
    discriminator: {
      property: 'kind',
      subTypes: [
        { value: SeatDto, name: 'seat' },
        { value: BoxDto, name: 'box' },
      ],
    },
    keepDiscriminatorProperty: true,
  })
  place: SeatDto | BoxDto;

  @ApiProperty({ type: [Number] })
  @IsArray()
  @ArrayNotEmpty()
  @IsInt({ each: true })
  screenings: number[];
}

class PosterDto {
  @ApiProperty()
  name: string;

  @ApiProperty()
  type: string;

  @ApiProperty()
  size: number;

  @ApiProperty({ type: String, nullable: true })
  caption: string | null;
}

// Authentication.

@Injectable()
class BearerGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    if (!authorization?.startsWith('Bearer token-of-')) {
      throw new UnauthorizedException();
    }
    return true;
  }
}

@Injectable()
class BasicGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    const { authorization = '' } = context.switchToHttp().getRequest<Request>().headers;
    const [user, password] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString().split(':');
    if (password !== 'swordfish') {
      throw new UnauthorizedException(`${user || 'nobody'} may not see the box office`);
    }
    return true;
  }
}

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    return context.switchToHttp().getRequest<Request>().headers['x-api-key'] === 'k3y';
  }
}

@ApiTags('auth')
@Controller('auth')
class AuthController {
  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ type: TokenDto })
  login(@Body() login: LoginDto): TokenDto {
    if (login.password !== 'swordfish') {
      throw new UnauthorizedException('Wrong e-mail address or password');
    }
    return { accessToken: `token-of-${login.email}` };
  }

  @Get('profile')
  @ApiBearerAuth()
  @UseGuards(BearerGuard)
  @ApiOkResponse({ type: LoginDto })
  profile(@Headers('authorization') authorization: string) {
    return { email: authorization.replace('Bearer token-of-', ''), password: '' };
  }
}

// Movies.

const movies = new Map<string, MovieDto>();

function findMovie(id: string): MovieDto {
  const movie = movies.get(id);
  if (!movie) {
    throw new NotFoundException(`Movie ${id} not found`);
  }
  return movie;
}

class MovieFilterDto extends PageOptionsDto {
  @ApiPropertyOptional({ enum: Genre, enumName: 'Genre', isArray: true })
  @IsOptional()
  @ToType(() => String)
  genre?: Genre[] | Genre;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  title?: string;

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDateString()
  releasedAfter?: string;
}

@ApiTags('movies')
@ApiBearerAuth()
@UseGuards(BearerGuard)
@Controller('movies')
class MoviesController {
  @Post()
  @ApiCreatedResponse({ type: MovieDto })
  @ApiConflictResponse({ type: ErrorDto })
  create(@Body() movie: CreateMovieDto, @Res({ passthrough: true }) response: Response): MovieDto {
    if ([...movies.values()].some((other) => other.title === movie.title)) {
      throw new ConflictException(`There is already a movie "${movie.title}"`);
    }
    const made = {
      ...movie,
      id: randomUUID(),
      createdAt: new Date('2024-02-29T12:30:00.250Z'),
      producer: null,
      votes: { yes: 3, maybe: 0.5 },
    };
    movies.set(made.id, made);
    response.header('Location', `/movies/${made.id}`);
    return made;
  }

  @Get()
  @ApiPageOf(MovieDto)
  list(@Query() filter: MovieFilterDto): PageDto<MovieDto> {
    const genres = filter.genre === undefined ? undefined : [filter.genre].flat();
    const found = [...movies.values()].filter(
      (movie) =>
        (!genres || genres.includes(movie.genre)) &&
        (!filter.title || movie.title.startsWith(filter.title)) &&
        (!filter.releasedAfter || (movie.releasedOn ?? '') > filter.releasedAfter),
    );
    found.sort((a, b) => a.title.localeCompare(b.title) * (filter.order === 'desc' ? -1 : 1));
    const start = (filter.page - 1) * filter.take;
    return {
      data: found.slice(start, start + filter.take),
      meta: {
        page: filter.page,
        take: filter.take,
        itemCount: found.length,
        hasNextPage: start + filter.take < found.length,
      },
    };
  }

  @Get(':id')
  @ApiOkResponse({ type: MovieDto })
  findOne(@Param('id', ParseUUIDPipe) id: string): MovieDto {
    return findMovie(id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: MovieDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body() changes: UpdateMovieDto): MovieDto {
    const changed = { ...findMovie(id), ...changes };
    movies.set(id, changed);
    return changed;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ErrorDto })
  remove(@Param('id', ParseUUIDPipe) id: string) {
    findMovie(id);
    movies.delete(id);
  }

  @Put(':id/poster')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' }, caption: { type: 'string' } },
    },
  })
  @ApiOkResponse({ type: PosterDto })
  @UseInterceptors(FileInterceptor('file'))
  uploadPoster(
    @Param('id', ParseUUIDPipe) id: string,
    @UploadedFile() file: Express.Multer.File | undefined,
    @Body('caption') caption?: string,
  ): PosterDto {
    findMovie(id);
    if (!file) {
      throw new UnprocessableEntityException(['file must be sent']);
    }
    return { name: file.originalname, type: file.mimetype, size: file.size, caption: caption ?? null };
  }

  @Get(':id/poster')
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  downloadPoster(@Param('id', ParseUUIDPipe) id: string) {
    findMovie(id);
    return new StreamableFile(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]), { type: 'image/png' });
  }

  @Post(':id/stills')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } } },
  })
  @ApiCreatedResponse({ type: [String] })
  @UseInterceptors(FilesInterceptor('files'))
  uploadStills(@Param('id', ParseUUIDPipe) id: string, @UploadedFiles() files: Express.Multer.File[]): string[] {
    findMovie(id);
    return files.map((file) => `${file.originalname}: ${file.buffer.toString()}`);
  }
}

// Screenings and bookings.

@ApiTags('screenings')
@Controller('screenings')
class ScreeningsController {
  @Get('search')
  @ApiQuery({ name: 'ids', type: [Number], explode: false })
  @ApiQuery({ name: 'sold-out', type: Boolean, required: false })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: { type: 'boolean' } } })
  search(
    @Query('ids', new ParseArrayPipe({ items: Number })) ids: number[],
    @Query('sold-out', new ParseBoolPipe({ optional: true })) soldOut?: boolean,
  ) {
    return Object.fromEntries(ids.map((id) => [id, soldOut ?? false]));
  }

  @Get(':id')
  @ApiOkResponse({ schema: { type: 'string' } })
  read(@Param('id', ParseIntPipe) id: number, @Query('lang', new ParseEnumPipe({ en: 'en', de: 'de' })) lang: string) {
    return `screening ${id} in ${lang}`;
  }

  @Post('book')
  @ApiSecurity('api_key')
  @UseGuards(KeyGuard)
  @ApiHeader({ name: 'X-Request-Id', schema: { type: 'string', format: 'uuid' }, required: true })
  @ApiHeader({ name: 'X-Channel', schema: { type: 'string', enum: ['web', 'app'] } })
  @ApiCreatedResponse({ type: BookingDto })
  book(@Body() booking: BookingDto, @Headers('X-Channel') channel?: string): BookingDto {
    if (channel === 'app') {
      throw new ForbiddenException('Bookings by the app are closed', { description: 'closed' });
    }
    if (booking.screenings.includes(13)) {
      throw new HttpException({ code: 'SOLD_OUT', message: 'Screening 13 is sold out', screening: 13 }, HttpStatus.CONFLICT);
    }
    return booking;
  }
}

@ApiTags('box office')
@ApiBasicAuth()
@UseGuards(BasicGuard)
@Controller('box-office')
class BoxOfficeController {
  @Get('totals')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: { type: 'integer' } } })
  totals(): Record<string, number> {
    return { movies: movies.size, seats: 120 };
  }

  @Get('notes')
  notes(): string[] {
    return ['no response is described'];
  }
}

@Module({ controllers: [SentController, AuthController, MoviesController, ScreeningsController, BoxOfficeController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
app.use(recordRequests);
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
if (process.argv[2] === 'describe') {
  const config = new DocumentBuilder()
    .setTitle('Cinema')
    .setVersion('3.1')
    .addServer('http://localhost:3000')
    .addBearerAuth()
    .addBasicAuth()
    .addApiKey({ type: 'apiKey', name: 'X-Api-Key', in: 'header' }, 'api_key')
    .build();
  process.stdout.write(JSON.stringify(SwaggerModule.createDocument(app, config)));
} else {
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
}
